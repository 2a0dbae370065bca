"""The look of a page, and layouts of its sections"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('page', schema=None) as batch_op:
        batch_op.add_column(sa.Column('scheme', sa.String(length=10), server_default='auto', nullable=False))
        batch_op.add_column(sa.Column('layout', sa.String(length=10), server_default='grid', nullable=False))
        batch_op.add_column(sa.Column('pairing', sa.String(length=10), server_default='poster', nullable=False))
        batch_op.add_column(sa.Column('headline', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('bio', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('links', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('contact', sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table('section', schema=None) as batch_op:
        batch_op.add_column(sa.Column('layout', sa.String(length=10), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('section', schema=None) as batch_op:
        batch_op.drop_column('layout')
    with op.batch_alter_table('page', schema=None) as batch_op:
        for name in ('contact', 'links', 'bio', 'headline', 'pairing', 'layout', 'scheme'):
            batch_op.drop_column(name)
