"""Sections of the draft, and own texts of its picks"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('section',
    sa.Column('creator_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['creator_id'], ['creator.id'], name=op.f('fk_section_creator_id_creator'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('creator_id', 'id', name=op.f('pk_section'))
    )
    with op.batch_alter_table('pick', schema=None) as batch_op:
        batch_op.add_column(sa.Column('section_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('alt', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('pick', schema=None) as batch_op:
        batch_op.drop_column('alt')
        batch_op.drop_column('section_id')
    op.drop_table('section')
