"""Reports of visitors"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'report',
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('creator_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('contact', sa.Text(), nullable=True),
        sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['creator_id'], ['creator.id'],
            name=op.f('fk_report_creator_id_creator'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_report')),
    )
    op.create_index(op.f('ix_report_creator_id'), 'report', ['creator_id'])
    op.create_index(op.f('ix_report_closed_at'), 'report', ['closed_at'])


def downgrade() -> None:
    op.drop_table('report')
