"""Handles that look alike"""

import sqlalchemy as sa
from alembic import op

# Of the app, unlike in other migrations: a copy would draw other skeletons than the app does.
from portfolio.models.skeleton import skeleton_of

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

PAGE = sa.table(
    'page',
    sa.column('creator_id', sa.Uuid()),
    sa.column('handle', sa.String()),
    sa.column('skeleton', sa.String()),
)
LEFT = sa.table('left_handle', sa.column('handle', sa.String()), sa.column('skeleton', sa.String()))
CREATOR = sa.table('creator', sa.column('id', sa.Uuid()), sa.column('joined_at'))


def upgrade() -> None:
    if not _is_begun():
        op.add_column('page', sa.Column('skeleton', sa.String(60), nullable=True))
        op.add_column('left_handle', sa.Column('skeleton', sa.String(60), nullable=True))
    if op.get_bind().dialect.name == 'postgresql':
        # New columns are committed first: they would lock the tables until the last row is filled.
        with op.get_context().autocommit_block():
            _fill()
    else:
        _fill()
    op.create_index('uq_page_skeleton', 'page', ['skeleton'], unique=True, if_not_exists=True)
    op.create_index('ix_left_handle_skeleton', 'left_handle', ['skeleton'], unique=False, if_not_exists=True)
    op.create_index('ix_left_handle_creator_id', 'left_handle', ['creator_id'], unique=False, if_not_exists=True)


def downgrade() -> None:
    op.drop_index('ix_left_handle_creator_id', 'left_handle')
    op.drop_index('ix_left_handle_skeleton', 'left_handle')
    op.drop_index('uq_page_skeleton', 'page')
    op.drop_column('left_handle', 'skeleton')
    op.drop_column('page', 'skeleton')


def _is_begun() -> bool:
    """Return whether an earlier attempt added the columns, and ended before all was filled."""
    columns = sa.inspect(op.get_bind()).get_columns('left_handle')
    return any(column['name'] == 'skeleton' for column in columns)


def _fill() -> None:
    """Give each handle its skeleton. Of pages with the same one, the oldest creator's has it."""
    bind = op.get_bind()
    pages = bind.execute(
        sa.select(PAGE.c.creator_id, PAGE.c.handle)
        .join(CREATOR, CREATOR.c.id == PAGE.c.creator_id)
        .where(PAGE.c.handle.is_not(None))
        .order_by(CREATOR.c.joined_at, PAGE.c.creator_id)
    ).all()
    drawn: dict[str, object] = {}
    for page in pages:
        drawn.setdefault(skeleton_of(page.handle), page.creator_id)
    rows = [{'creator': creator_id, 'drawn': text} for text, creator_id in drawn.items()]
    which = sa.update(PAGE).where(PAGE.c.creator_id == sa.bindparam('creator'))
    if rows:
        bind.execute(which.values(skeleton=sa.bindparam('drawn')), rows)
    left = [
        {'which': handle, 'drawn': skeleton_of(handle)}
        for handle in bind.execute(sa.select(LEFT.c.handle)).scalars()
    ]
    if left:
        these = sa.update(LEFT).where(LEFT.c.handle == sa.bindparam('which'))
        bind.execute(these.values(skeleton=sa.bindparam('drawn')), left)
