#include "ui/pages/termhistorycard.h"

#include "model/cluster/clusterview.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/termdelegates.h"
#include "ui/theme/typography.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/savefile.h"
#include "ui/widgets/searchfield.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMenu>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace rollcall
{

namespace
{

constexpr int termRow = 44;
constexpr int termPage = 100;
constexpr int termFieldWidth = 200;
constexpr int termRowsAtLeast = 2;
constexpr int termCellPadding = 28; ///< page margin, and both sides of a cell
constexpr int termFootHeight = 24;

} // namespace

TermHistoryCard::TermHistoryCard(QWidget* parent)
    : TableCard(QStringLiteral("Term History"), QStringLiteral("Term history"), termRow, parent)
    , m_field(new SearchField(QStringLiteral("Filter terms"), {}, this))
    , m_export(smallButton(QStringLiteral("Export…"), this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedLayout)
    , m_foot(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
{
    buildHeader();
    buildTable();
    m_stack->addWidget(table());
    m_stack->addWidget(m_empty);
    m_foot->setContentsMargins(16, 0, 16, 0);
    m_foot->setFixedHeight(roomFor(termFootHeight));
    body()->setSpacing(0);
    body()->addLayout(m_stack, 1);
    body()->addWidget(m_foot);
    connect(m_empty, &EmptyState::buttonClicked, m_field, &QLineEdit::clear);
    presentState();
}

void TermHistoryCard::buildHeader()
{
    m_field->setFixedWidth(termFieldWidth);
    m_field->setAccessibleName(QStringLiteral("Filter terms"));
    m_export->setObjectName(QStringLiteral("exportTerms"));
    setTrailing(m_field);
    setTrailing(m_export);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_proxy.setFilterFixedString(text.trimmed());
        presentState();
        loadWhenAtEnd();
    });
    connect(m_field, &SearchField::left, table(), qOverload<>(&QWidget::setFocus));
    connect(m_export, &QPushButton::clicked, this, &TermHistoryCard::exportTerms);
}

void TermHistoryCard::buildTable()
{
    using M = TermTableModel;
    m_proxy.setSourceModel(&m_model);
    m_proxy.setFilterRole(FilterRole);
    m_proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    table()->setModel(&m_proxy);
    table()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table()->setItemDelegateForColumn(M::Epoch, new TextDelegate(false, table()));
    table()->setItemDelegateForColumn(M::Node, new NodeDelegate(table()));
    table()->setItemDelegateForColumn(M::Began, new MomentDelegate(table()));
    table()->setItemDelegateForColumn(M::Ended, new MomentDelegate(table()));
    table()->setItemDelegateForColumn(M::Length, new AgeDelegate(table()));
    table()->setItemDelegateForColumn(M::Takeover, new PhasesDelegate(table()));
    QHeaderView* header = table()->horizontalHeader();
    header->setResizeContentsPrecision(termPage);
    for (int column : {M::Node, M::Began, M::Ended, M::Length})
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(M::Takeover, QHeaderView::Stretch);
    // The first column has the page's margin, which a header does not ask for.
    const QFontMetrics metrics(textFont(TextStyle::Base));
    header->setSectionResizeMode(M::Epoch, QHeaderView::Fixed);
    header->resizeSection(M::Epoch, std::max(metrics.horizontalAdvance(M::title(M::Epoch)),
                                             metrics.horizontalAdvance(QStringLiteral("000000"))) +
                                        termCellPadding);
    table()->setMinimumHeight(header->height() +
                              termRowsAtLeast * table()->verticalHeader()->defaultSectionSize());
    connect(table()->verticalScrollBar(), &QScrollBar::valueChanged, this, &TermHistoryCard::loadWhenAtEnd);
}

void TermHistoryCard::setLoader(Loader loader)
{
    m_loader = std::move(loader);
}

void TermHistoryCard::reset()
{
    ++m_generation;
    m_model.clear();
    m_field->clear();
    m_loading = false;
    m_complete = false;
    m_cursor = 0;
    m_known = false;
    m_trouble.clear();
    m_said.clear();
    presentState();
}

void TermHistoryCard::present(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.never())
        return;
    m_known = true;
    m_current = view.primary && !freshness.stale() ? view.primary->epoch : 0;
    m_now = view.facts.databaseTime;
    // After a long time on another page there may be a hole between what was shown and what has come.
    const Term* newest = m_model.termAt(0);
    rollcall::Epoch next = newest ? newest->epoch : 0;
    for (auto term = view.facts.terms.rbegin(); newest && term != view.facts.terms.rend(); ++term) {
        if (term->epoch <= next)
            continue;
        if (term->epoch > next + 1) {
            m_cursor = 0;
            m_complete = false;
        }
        next = term->epoch;
    }
    m_model.add(view.facts.terms, m_current, m_now);
    loadWhenAtEnd();
    presentState();
}

void TermHistoryCard::loadWhenAtEnd()
{
    const QScrollBar* bar = table()->verticalScrollBar();
    if (m_known && isVisible() && m_trouble.isEmpty() &&
        bar->value() >= bar->maximum() - table()->viewport()->height())
        loadOlder();
}

void TermHistoryCard::loadOlder()
{
    if (!m_loader || m_loading || m_complete)
        return;
    m_loading = true;
    const int generation = m_generation;
    m_loader(m_cursor, termPage).then(this, [this, generation](const Result<std::vector<Term>>& result) {
        if (generation != m_generation)
            return;
        m_loading = false;
        m_trouble = result ? QString() : result.error().what;
        if (result) {
            m_complete = static_cast<int>(result->size()) < termPage;
            if (!result->empty())
                m_cursor = result->back().epoch;
            m_model.add(*result, m_current, m_now);
        }
        presentState();
    });
    presentState();
}

void TermHistoryCard::showEvent(QShowEvent* event)
{
    Card::showEvent(event);
    m_trouble.clear();
    loadWhenAtEnd();
}

bool TermHistoryCard::isFiltering() const
{
    return !m_field->text().trimmed().isEmpty();
}

void TermHistoryCard::presentState()
{
    const int shown = m_proxy.rowCount();
    const bool empty = m_known && shown == 0 && !m_loading;
    if (isFiltering())
        m_empty->setText(QStringLiteral("No term matches “%1”.").arg(m_field->text().trimmed()),
                         QStringLiteral("Clear Filter"));
    else
        m_empty->setText(QStringLiteral("No node has been primary yet."));
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : table());
    setOffReason(m_export, shown == 0 ? QStringLiteral("There is nothing to export.") : QString());
    QString text = !m_known        ? QStringLiteral("Reading terms…")
                   : isFiltering() ? QStringLiteral("%1 of %2 terms").arg(shown).arg(m_model.rowCount())
                   : shown == 1    ? QStringLiteral("1 term")
                                   : QStringLiteral("%1 terms").arg(shown);
    if (!m_said.isEmpty())
        text = m_said;
    else if (m_known && m_loading)
        text += QStringLiteral("  ·  Loading older ones…");
    else if (!m_trouble.isEmpty())
        text += QStringLiteral("  ·  Older ones could not be read: %1").arg(m_trouble);
    else if (m_known && !m_complete)
        text += QStringLiteral("  ·  Scroll down for older ones");
    m_foot->setText(text);
}

void TermHistoryCard::focusFilter()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

const Term* TermHistoryCard::termAt(const QModelIndex& shown) const
{
    return shown.isValid() ? m_model.termAt(m_proxy.mapToSource(shown).row()) : nullptr;
}

std::vector<Term> TermHistoryCard::shownTerms() const
{
    std::vector<Term> terms;
    for (int row = 0; row < m_proxy.rowCount(); ++row)
        if (const Term* term = termAt(m_proxy.index(row, 0)))
            terms.push_back(*term);
    return terms;
}

void TermHistoryCard::exportTerms()
{
    askWhereToSave(
        this,
        {QStringLiteral("Export Terms"), QStringLiteral("terms.csv"),
         QStringLiteral("CSV (*.csv);;JSON (*.json)")},
        [this](const QString& path) {
            const std::vector<Term> terms = shownTerms();
            const QByteArray bytes =
                path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive) ? toJson(terms) : toCsv(terms);
            saveFile(this, path, bytes, [this, path, count = terms.size()](const QString& trouble) {
                m_said = trouble.isEmpty() ? QStringLiteral("%1 terms exported to %2").arg(count).arg(path)
                                           : trouble;
                presentState();
            });
        });
}

/// All rows that are chosen, from top to bottom.
QString TermHistoryCard::copyText(const QModelIndex&) const
{
    QModelIndexList rows = table()->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(),
              [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    QStringList lines;
    for (const QModelIndex& index : std::as_const(rows))
        lines << m_model.copyText(m_proxy.mapToSource(index).row());
    return lines.join(u'\n');
}

std::optional<TableCard::NamedNode> TermHistoryCard::nodeOf(const QModelIndex& shown) const
{
    const Term* term = termAt(shown);
    return term ? std::optional(NamedNode{term->node, term->nodeName}) : std::nullopt;
}

void TermHistoryCard::fillMenu(QMenu& menu, const QModelIndex& index)
{
    menu.addAction(QStringLiteral("&Copy Rows"), this, [this] { copy(); });
    addShowNode(menu, index);
}

} // namespace rollcall
