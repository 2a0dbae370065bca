"""The text in which videos are found"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

# Of the app, unlike in other migrations: a copy would find something else than the app's searches.
from portfolio.models.search_text import text_of

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

BATCH = 1000
INDEXES = {
    'ix_video_most_viewed': 'views',
    'ix_video_most_liked': 'likes',
    'ix_video_longest': 'duration',
}
VIDEO = sa.table(
    'video',
    sa.column('creator_id', sa.Uuid()),
    sa.column('id', sa.String()),
    sa.column('title', sa.Text()),
    sa.column('description', sa.Text()),
    sa.column('search', sa.Text()),
)


def upgrade() -> None:
    if _is_begun():
        _fill()
        return
    with op.batch_alter_table('video', schema=None) as batch_op:
        # The default is for the old code, which knows no such column and still stores videos.
        batch_op.add_column(sa.Column('search', sa.Text(), server_default='', nullable=False))
        for name, column in INDEXES.items():
            batch_op.create_index(name, ['creator_id', column, 'id'], unique=False)
    if op.get_bind().dialect.name == 'postgresql':
        # The new column is committed first: it would lock the table until the last row is filled.
        with op.get_context().autocommit_block():
            _fill()
    else:
        _fill()


def downgrade() -> None:
    with op.batch_alter_table('video', schema=None) as batch_op:
        for name in INDEXES:
            batch_op.drop_index(name)
        batch_op.drop_column('search')


def _is_begun() -> bool:
    """Return whether an earlier attempt added the column, and ended before all was filled."""
    columns = sa.inspect(op.get_bind()).get_columns('video')
    return any(column['name'] == 'search' for column in columns)


def _fill() -> None:
    """Give each video its text, in batches by the primary key; none that has one is changed."""
    key = sa.tuple_(VIDEO.c.creator_id, VIDEO.c.id)
    unfilled = sa.select(VIDEO).where(VIDEO.c.search == '').order_by(*key).limit(BATCH)
    fill = (
        sa.update(VIDEO)
        .where(VIDEO.c.creator_id == sa.bindparam('creator'), VIDEO.c.id == sa.bindparam('video'))
        .values(search=sa.bindparam('text'))
    )
    bind, after = op.get_bind(), sa.tuple_(sa.literal(UUID(int=0), VIDEO.c.creator_id.type), '')
    while rows := bind.execute(unfilled.where(key > after)).all():
        texts = [
            {'creator': row.creator_id, 'video': row.id, 'text': text_of(row.title, row.description)}
            for row in rows
        ]
        bind.execute(fill, texts)
        after = sa.tuple_(rows[-1].creator_id, rows[-1].id)
