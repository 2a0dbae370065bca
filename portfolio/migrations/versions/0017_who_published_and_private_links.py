"""Who published an edition, a creator's time zone, and a draft's private link"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('creator', schema=None) as batch_op:
        batch_op.add_column(sa.Column('time_zone', sa.String(length=64), nullable=True))
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.add_column(sa.Column('published_by', sa.Uuid(), nullable=True))
    with op.batch_alter_table('page', schema=None) as batch_op:
        batch_op.add_column(sa.Column('preview_token', sa.String(length=43), nullable=True))
        batch_op.create_index(batch_op.f('ix_page_preview_token'), ['preview_token'], unique=True)


def downgrade() -> None:
    with op.batch_alter_table('page', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_page_preview_token'))
        batch_op.drop_column('preview_token')
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.drop_column('published_by')
    # Not in a batch, which would copy the whole table on SQLite.
    op.drop_column('creator', 'time_zone')
