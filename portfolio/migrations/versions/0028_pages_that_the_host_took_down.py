"""Pages that the host took down"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('page', sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('page', sa.Column('suspended_for', sa.Text(), nullable=True))
    op.add_column('page', sa.Column('suspended_edition', sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in ('suspended_edition', 'suspended_for', 'suspended_at'):
        op.drop_column('page', name)
