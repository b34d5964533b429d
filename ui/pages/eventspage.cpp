#include "ui/pages/eventspage.h"

#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/tablelook.h"
#include "ui/theme/typography.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/savefile.h"
#include "ui/widgets/searchfield.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int eventRowHeight = 32;
constexpr int pageSize = 200;
constexpr int barHeight = 52;
constexpr int eventFootHeight = 28;

void setWidths(QTableView* table)
{
    using M = EventTableModel;
    const QFontMetrics metrics(textFont(TextStyle::Base));
    const auto wide = [&](const QString& text, int more) { return metrics.horizontalAdvance(text) + more; };
    QHeaderView* header = table->horizontalHeader();
    header->setStretchLastSection(false);
    header->resizeSection(M::Day, wide(QStringLiteral("30 September"), 32));
    header->resizeSection(M::Time, wide(QStringLiteral("00:00:00"), 24));
    header->resizeSection(M::Severity, wide(QStringLiteral("Warning"), 48));
    header->resizeSection(M::Node, wide(QStringLiteral("production-01"), 24));
    header->resizeSection(M::Actor, wide(QStringLiteral("administrator"), 16));
    header->resizeSection(M::Kind, wide(QStringLiteral("Failover paused"), 24));
    header->setSectionResizeMode(M::Text, QHeaderView::Stretch);
}

} // namespace

EventsPage::EventsPage(QWidget* parent)
    : Page(parent)
    , m_field(new SearchField(QStringLiteral("Filter events"), {}, this))
    , m_severity(new QComboBox(this))
    , m_node(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_export(plainButton(QStringLiteral("Export…"), this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_foot(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
{
    buildTable();
    auto* body = new QWidget(this);
    m_stack = new QStackedLayout(body);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_foot->setContentsMargins(16, 0, 16, 0);
    m_foot->setFixedHeight(roomFor(eventFootHeight));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(body, 1);
    layout->addWidget(new SectionLine({}, this));
    layout->addWidget(m_foot);

    connect(m_empty, &EmptyState::buttonClicked, this, &EventsPage::clearFilters);
    connect(m_export, &QPushButton::clicked, this, &EventsPage::exportEvents);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &EventsPage::loadWhenAtEnd);
    presentFoot();
}

QWidget* EventsPage::makeBar()
{
    auto* bar = new QWidget(this);
    bar->setFixedHeight(roomFor(barHeight));
    m_field->setFixedWidth(240);
    m_field->setAccessibleName(QStringLiteral("Filter events"));
    m_severity->setAccessibleName(QStringLiteral("Severity"));
    m_node->setAccessibleName(QStringLiteral("Node"));
    m_kind->setAccessibleName(QStringLiteral("Kind"));
    m_severity->addItem(QStringLiteral("All severities"), -1);
    m_severity->addItem(QStringLiteral("Errors"), static_cast<int>(Severity::Error));
    m_severity->addItem(QStringLiteral("Warnings"), static_cast<int>(Severity::Warning));
    m_severity->addItem(QStringLiteral("Info"), static_cast<int>(Severity::Info));
    m_node->addItem(QStringLiteral("All nodes"), QString());
    m_kind->addItem(QStringLiteral("All kinds"), QString());
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(16, 0, 16, 0);
    layout->setSpacing(8);
    layout->addWidget(m_field);
    layout->addSpacing(8);
    for (QComboBox* box : {m_severity, m_node, m_kind}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        layout->addWidget(box);
    }
    layout->addStretch(1);
    layout->addWidget(m_export);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_proxy.setText(text);
        presentEmptiness();
    });
    connect(m_field, &SearchField::left, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_severity, &QComboBox::currentIndexChanged, this, [this] {
        const int value = m_severity->currentData().toInt();
        m_proxy.setSeverity(value < 0 ? std::nullopt : std::optional(static_cast<Severity>(value)));
        presentEmptiness();
    });
    connect(m_node, &QComboBox::currentIndexChanged, this, [this] {
        m_proxy.setNode(m_node->currentData().toString());
        presentEmptiness();
    });
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        m_proxy.setKind(m_kind->currentData().toString());
        presentEmptiness();
    });
    return bar;
}

void EventsPage::buildTable()
{
    m_proxy.setSourceModel(&m_model);
    dressTable(m_table, eventRowHeight);
    m_table->setModel(&m_proxy);
    m_table->setAccessibleName(QStringLiteral("Events"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    for (int column :
         {EventTableModel::Day, EventTableModel::Time, EventTableModel::Actor, EventTableModel::Kind})
        m_table->setItemDelegateForColumn(column, new TextDelegate(true, m_table));
    m_table->setItemDelegateForColumn(EventTableModel::Node, new TextDelegate(false, m_table));
    m_table->setItemDelegateForColumn(EventTableModel::Text, new TextDelegate(false, m_table));
    m_table->setItemDelegateForColumn(EventTableModel::Severity, new BalancerDelegate(m_table));
    setWidths(m_table);
    m_table->installEventFilter(this);
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint& position) {
        const QModelIndex at = m_table->indexAt(position);
        const Event* event = at.isValid() ? m_model.eventAt(m_proxy.mapToSource(at).row()) : nullptr;
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(QStringLiteral("&Copy Rows"), this, &EventsPage::copyRows);
        if (event && !event->node.isNull()) {
            const NodeId node = event->node;
            menu->addAction(QStringLiteral("&Show %1").arg(event->nodeName), this,
                            [this, node] { Q_EMIT nodeAsked(node); });
        }
        menu->popup(m_table->viewport()->mapToGlobal(position));
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        const Event* event = m_model.eventAt(m_proxy.mapToSource(index).row());
        if (event && !event->node.isNull())
            Q_EMIT nodeAsked(event->node);
    });
}

void EventsPage::setLoader(Loader loader)
{
    m_loader = std::move(loader);
}

void EventsPage::reset()
{
    ++m_generation;
    m_model.clear();
    m_loading = false;
    m_complete = false;
    m_known = false;
    m_trouble.clear();
    clearFilters();
    presentFoot();
}

void EventsPage::present(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.never())
        return;
    m_known = true;
    m_model.setNow(view.facts.databaseTime);
    const std::vector<Event>& events = view.facts.events;
    const qint64 newest = m_model.newestId();
    addEvents(events);
    // After a long silence of the database there may be a hole between what was shown and what has come.
    if (newest > 0 && !events.empty() && events.back().id > newest + 1)
        fillGap(events.back().id);
    // Only the database knows whether there are older ones; a page that is not full asks it at once.
    if (isVisible() && m_model.rowCount() < pageSize && m_trouble.isEmpty())
        loadOlder();
    presentEmptiness();
}

void EventsPage::addEvents(const std::vector<Event>& events)
{
    // New rows above the view would push away what is being read.
    QScrollBar* bar = m_table->verticalScrollBar();
    const bool atTop = bar->value() == 0;
    const int before = m_proxy.rowCount();
    const QModelIndex first = m_table->indexAt(QPoint(1, 1));
    const QPersistentModelIndex kept = first;
    const int offset = first.isValid() ? m_table->rowViewportPosition(first.row()) : 0;
    m_model.add(events);
    if (!atTop && kept.isValid() && m_proxy.rowCount() != before)
        bar->setValue(kept.row() * m_table->verticalHeader()->defaultSectionSize() - offset);
    if (m_proxy.rowCount() != before)
        fillFilters();
    presentFoot();
}

void EventsPage::fillFilters()
{
    const auto fill = [](QComboBox* box, const QStringList& values, auto wording) {
        QStringList present;
        for (int i = 1; i < box->count(); ++i)
            present << box->itemData(i).toString();
        if (present == values)
            return;
        const QString chosen = box->currentData().toString();
        const QSignalBlocker quiet(box);
        while (box->count() > 1)
            box->removeItem(1);
        for (const QString& value : values)
            box->addItem(wording(value), value);
        box->setCurrentIndex(std::max(0, box->findData(chosen)));
    };
    fill(m_node, m_model.nodeNames(), [](const QString& name) { return name; });
    fill(m_kind, m_model.kinds(), kindTitle);
}

void EventsPage::fillGap(qint64 before)
{
    if (!m_loader || m_loading)
        return;
    m_loading = true;
    const int generation = m_generation;
    m_loader(before, pageSize).then(this, [this, generation](const Result<std::vector<Event>>& result) {
        if (generation != m_generation)
            return;
        m_loading = false;
        if (result)
            addEvents(*result);
    });
}

void EventsPage::loadWhenAtEnd()
{
    const QScrollBar* bar = m_table->verticalScrollBar();
    if (isVisible() && bar->value() >= bar->maximum() - m_table->viewport()->height())
        loadOlder();
}

void EventsPage::loadOlder()
{
    if (!m_loader || m_loading || m_complete || !m_known)
        return;
    m_loading = true;
    presentFoot();
    const int generation = m_generation;
    m_loader(m_model.oldestId(), pageSize)
        .then(this, [this, generation](const Result<std::vector<Event>>& result) {
            if (generation != m_generation)
                return;
            m_loading = false;
            m_trouble = result ? QString() : result.error().what;
            if (result) {
                m_complete = static_cast<int>(result->size()) < pageSize;
                addEvents(*result);
            }
            presentEmptiness();
            presentFoot();
        });
}

void EventsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    // A page that is not full has no end to scroll to.
    if (m_known && m_model.rowCount() < pageSize)
        loadOlder();
}

void EventsPage::presentEmptiness()
{
    const bool empty = m_known && m_proxy.rowCount() == 0;
    if (empty && m_proxy.isFiltering())
        m_empty->setText(QStringLiteral("No event matches this filter."), QStringLiteral("Clear Filter"));
    else if (empty)
        m_empty->setText(QStringLiteral("Nothing has happened yet."));
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : m_table);
    m_export->setEnabled(!empty && m_known);
    presentFoot();
    // A narrow filter may leave the page half empty while older events would match.
    if (m_proxy.isFiltering() && isVisible() && m_proxy.rowCount() < 20)
        loadOlder();
}

void EventsPage::presentFoot()
{
    const int shown = m_proxy.rowCount();
    QString text = !m_known ? QStringLiteral("Reading events…")
                   : m_proxy.isFiltering()
                       ? QStringLiteral("%1 of %2 events").arg(shown).arg(m_model.rowCount())
                   : shown == 1 ? QStringLiteral("1 event")
                                : QStringLiteral("%1 events").arg(shown);
    if (m_loading && m_known)
        text += QStringLiteral("  ·  Loading older ones…");
    else if (!m_trouble.isEmpty())
        text += QStringLiteral("  ·  Older ones could not be read: %1").arg(m_trouble);
    else if (m_known && !m_complete)
        text += QStringLiteral("  ·  Scroll down for older ones");
    m_foot->setText(text);
}

void EventsPage::clearFilters()
{
    m_field->clear();
    for (QComboBox* box : {m_severity, m_node, m_kind})
        box->setCurrentIndex(0);
}

void EventsPage::showNode(const QString& name)
{
    clearFilters();
    if (name.isEmpty())
        return;
    if (m_node->findData(name) < 0)
        m_node->addItem(name, name);
    m_node->setCurrentIndex(m_node->findData(name));
}

bool EventsPage::focusFilter()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    return true;
}

QWidget* EventsPage::mainPane()
{
    return m_table;
}

std::vector<Event> EventsPage::shownEvents() const
{
    std::vector<Event> events;
    for (int row = 0; row < m_proxy.rowCount(); ++row)
        if (const Event* event = m_model.eventAt(m_proxy.mapToSource(m_proxy.index(row, 0)).row()))
            events.push_back(*event);
    return events;
}

void EventsPage::copyRows()
{
    QStringList lines;
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(),
              [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    for (const QModelIndex& index : std::as_const(rows))
        lines << m_model.copyText(m_proxy.mapToSource(index).row());
    if (!lines.isEmpty())
        QApplication::clipboard()->setText(lines.join(u'\n'));
}

void EventsPage::exportEvents()
{
    askWhereToSave(
        this,
        {QStringLiteral("Export Events"), QStringLiteral("events.csv"),
         QStringLiteral("CSV (*.csv);;JSON (*.json)")},
        [this](const QString& path) {
            const std::vector<Event> events = shownEvents();
            const QByteArray bytes =
                path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive) ? toJson(events) : toCsv(events);
            saveFile(this, path, bytes, [this, path, count = events.size()](const QString& trouble) {
                m_trouble.clear();
                presentFoot();
                m_foot->setText(trouble.isEmpty()
                                    ? QStringLiteral("%1 events exported to %2").arg(count).arg(path)
                                    : trouble);
            });
        });
}

bool EventsPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copyRows();
        return true;
    }
    return Page::eventFilter(watched, event);
}

} // namespace rollcall
