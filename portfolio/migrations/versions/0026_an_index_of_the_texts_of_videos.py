"""An index of the texts of videos"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

HAS_NONE = sa.text('number IS NULL')
HAS_ONE = sa.text('number IS NOT NULL')


def upgrade() -> None:
    # The index is filled after each creator's next sync; old code stores videos without a number.
    op.create_table(
        'search_part',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('creator_id', sa.Uuid(), nullable=False),
        sa.Column('videos', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['creator_id'],
            ['creator.id'],
            name=op.f('fk_search_part_creator_id_creator'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_part')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_search_part_creator_id'), 'search_part', ['creator_id'], unique=False)
    op.create_table(
        'search_gram',
        sa.Column('part_id', sa.Integer(), nullable=False),
        sa.Column('gram', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('videos', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ['part_id'],
            ['search_part.id'],
            name=op.f('fk_search_gram_part_id_search_part'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('part_id', 'gram', name=op.f('pk_search_gram')),
        sqlite_with_rowid=False,
    )
    op.add_column('video', sa.Column('number', sa.BigInteger(), nullable=True))
    op.create_index(
        'ix_video_number',
        'video',
        ['number'],
        unique=True,
        sqlite_where=HAS_ONE,
        postgresql_where=HAS_ONE,
    )
    op.create_index(
        'ix_video_without_number',
        'video',
        ['creator_id', 'number'],
        unique=True,
        sqlite_where=HAS_NONE,
        postgresql_where=HAS_NONE,
    )


def downgrade() -> None:
    op.drop_index('ix_video_without_number', table_name='video')
    op.drop_index('ix_video_number', table_name='video')
    op.drop_column('video', 'number')
    op.drop_table('search_gram')
    op.drop_table('search_part')
