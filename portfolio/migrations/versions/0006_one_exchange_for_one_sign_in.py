"""One exchange for one sign-in"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'exchange',
        sa.Column('state_hash', sa.String(length=64), nullable=False),
        sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('creator_id', sa.Uuid(), nullable=True),
        sa.Column('told', sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(['creator_id'], ['creator.id'], name=op.f('fk_exchange_creator_id_creator'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('state_hash', name=op.f('pk_exchange')),
    )
    op.create_index(op.f('ix_exchange_began_at'), 'exchange', ['began_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_exchange_began_at'), table_name='exchange')
    op.drop_table('exchange')
