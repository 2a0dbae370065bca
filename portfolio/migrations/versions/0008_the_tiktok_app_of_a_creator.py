"""The TikTok app of a creator"""

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('creator', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tiktok_app', sa.String(length=16), nullable=True))
    # Who is here already signed in with the present app, as far as anybody knows.
    creator = sa.table('creator', sa.column('tiktok_app'))
    present = current_app.extensions['settings'].tiktok_app
    op.execute(sa.update(creator).values(tiktok_app=present))


def downgrade() -> None:
    with op.batch_alter_table('creator', schema=None) as batch_op:
        batch_op.drop_column('tiktok_app')
