"""Videos that the page has shown"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'shown_video',
        sa.Column('creator_id', sa.Uuid(), nullable=False),
        sa.Column('video_id', sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ['creator_id'],
            ['creator.id'],
            name=op.f('fk_shown_video_creator_id_creator'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('creator_id', 'video_id', name=op.f('pk_shown_video')),
    )


def downgrade() -> None:
    op.drop_table('shown_video')
