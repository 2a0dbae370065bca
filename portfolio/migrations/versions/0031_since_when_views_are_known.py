"""Since when views are known"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('video', sa.Column('views_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('video', 'views_at')
