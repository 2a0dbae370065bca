"""Publishing at a set time"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('page', schema=None) as batch_op:
        batch_op.add_column(sa.Column('publish_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('publish_by', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('publish_refused', sa.String(length=30), nullable=True))
        batch_op.create_index(batch_op.f('ix_page_publish_at'), ['publish_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('page', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_page_publish_at'))
        batch_op.drop_column('publish_refused')
        batch_op.drop_column('publish_by')
        batch_op.drop_column('publish_at')
