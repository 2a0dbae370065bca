"""The directory: who is in it, since when, and the texts in which pages are found"""

import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op

# Of the app, unlike in other migrations: a copy would find something else than the app's searches.
from portfolio.models.normal_form import normal

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

BATCH = 1000
INSTANTS = ('published_at', 'first_published_at')
CREATOR = sa.table(
    'creator',
    sa.column('id', sa.Uuid()),
    sa.column('display_name', sa.Text()),
    sa.column('username', sa.Text()),
    sa.column('search', sa.Text()),
)
PAGE = sa.table(
    'page',
    sa.column('creator_id', sa.Uuid()),
    sa.column('edition', sa.Integer()),
    sa.column('search', sa.Text()),
)
EDITION = sa.table(
    'edition',
    sa.column('creator_id', sa.Uuid()),
    sa.column('number', sa.Integer()),
    sa.column('content'),
)


def upgrade() -> None:
    if not _is_begun():
        op.add_column('creator', sa.Column('search', sa.Text(), nullable=True))
        op.add_column('page', sa.Column('search', sa.Text(), nullable=True))
        op.add_column(
            'page',
            sa.Column('in_directory', sa.Boolean(), server_default=sa.true(), nullable=False),
        )
        op.add_column(
            'page', sa.Column('first_published_at', sa.DateTime(timezone=True), nullable=True)
        )
        for name in INSTANTS:
            op.create_index(op.f(f'ix_page_{name}'), 'page', [name])
    if op.get_bind().dialect.name == 'postgresql':
        # The new columns are committed first: they would lock the tables until all is filled.
        with op.get_context().autocommit_block():
            _fill()
    else:
        _fill()


def downgrade() -> None:
    for name in INSTANTS:
        op.drop_index(op.f(f'ix_page_{name}'), 'page')
    for name in ('first_published_at', 'in_directory', 'search'):
        op.drop_column('page', name)
    op.drop_column('creator', 'search')


def _is_begun() -> bool:
    """Return whether an earlier attempt added the columns, and ended before all was filled."""
    columns = sa.inspect(op.get_bind()).get_columns('creator')
    return any(column['name'] == 'search' for column in columns)


def _fill() -> None:
    bind = op.get_bind()
    bind.execute(
        sa.text(
            'UPDATE page SET first_published_at = (SELECT min(edition.published_at) FROM edition '
            'WHERE edition.creator_id = page.creator_id) WHERE first_published_at IS NULL'
        )
    )
    names = sa.select(CREATOR.c.id, CREATOR.c.display_name, CREATOR.c.username)
    last = UUID(int=0)
    while rows := bind.execute(
        names.where(CREATOR.c.id > last, CREATOR.c.search.is_(None))
        .order_by(CREATOR.c.id)
        .limit(BATCH)
    ).all():
        last = rows[-1].id
        texts = [
            {'of': row.id, 'text': normal(f'{row.display_name or ""} {row.username or ""}')}
            for row in rows
        ]
        _write(CREATOR, CREATOR.c.id, texts)
    contents = sa.select(
        PAGE.c.creator_id, sa.cast(EDITION.c.content, sa.Text()).label('content')
    ).where(
        EDITION.c.creator_id == PAGE.c.creator_id,
        EDITION.c.number == PAGE.c.edition,
        PAGE.c.search.is_(None),
    )
    last = UUID(int=0)
    while rows := bind.execute(
        contents.where(PAGE.c.creator_id > last).order_by(PAGE.c.creator_id).limit(BATCH)
    ).all():
        last = rows[-1].creator_id
        texts = [{'of': row.creator_id, 'text': normal(_words(row.content))} for row in rows]
        _write(PAGE, PAGE.c.creator_id, texts)


def _write(
    table: sa.TableClause, key: sa.ColumnClause[UUID], texts: list[dict[str, object]]
) -> None:
    update = sa.update(table).where(key == sa.bindparam('of', type_=sa.Uuid()))
    op.get_bind().execute(update.values(search=sa.bindparam('text')), texts)


def _words(stored: str) -> str:
    """Return the headline and the bio of an edition, without what is no text."""
    try:
        content = json.loads(stored)
    except ValueError:
        return ''
    look = content.get('look') if isinstance(content, dict) else None
    words = [look.get(name) for name in ('headline', 'bio')] if isinstance(look, dict) else []
    return ' '.join(each for each in words if isinstance(each, str))
