"""Parts that keep themselves"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('section', sa.Column('rule', sa.JSON(), nullable=True))
    op.add_column('page', sa.Column('recent', sa.JSON(), nullable=True))
    op.add_column('page', sa.Column('rule_ids', sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column('page', 'rule_ids')
    op.drop_column('page', 'recent')
    op.drop_column('section', 'rule')
