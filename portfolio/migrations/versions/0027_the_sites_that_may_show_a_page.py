"""The sites that may show a page"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('page', sa.Column('embed_sites', sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column('page', 'embed_sites')
