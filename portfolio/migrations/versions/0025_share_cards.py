"""Share cards"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'share_card',
        sa.Column('creator_id', sa.Uuid(), nullable=False),
        sa.Column('key', sa.String(length=20), nullable=False),
        sa.Column('picture', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ['creator_id'],
            ['creator.id'],
            name=op.f('fk_share_card_creator_id_creator'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('creator_id', name=op.f('pk_share_card')),
    )


def downgrade() -> None:
    op.drop_table('share_card')
