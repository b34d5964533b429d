#include "ui/pages/settingchangescard.h"

#include "model/cluster/clusterview.h"
#include "model/cluster/eventkinds.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/tablelook.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"

#include <QHeaderView>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int changeRow = 32;
constexpr int changeRowsAtLeast = 3;

bool isChange(const Event& event)
{
    return event.kind == eventkind::SettingChanged || event.kind == eventkind::LicenseChanged;
}

} // namespace

SettingChangesCard::SettingChangesCard(QWidget* parent)
    : Card(QStringLiteral("Changes"), parent)
    , m_all(new LinkButton(QStringLiteral("All events"), this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedLayout)
{
    using M = EventTableModel;
    setFlush();
    setTrailing(m_all);
    dressTable(m_table, changeRow);
    m_table->setModel(&m_model);
    m_table->setAccessibleName(QStringLiteral("Changes of settings and license"));
    for (int column : {M::Severity, M::Node, M::Kind})
        m_table->setColumnHidden(column, true);
    for (int column : {M::Day, M::Time, M::Actor})
        m_table->setItemDelegateForColumn(column, new TextDelegate(true, m_table));
    m_table->setItemDelegateForColumn(M::Text, new TextDelegate(false, m_table));
    QHeaderView* header = m_table->horizontalHeader();
    header->setResizeContentsPrecision(100);
    for (int column : {M::Day, M::Time, M::Actor})
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(M::Text, QHeaderView::Stretch);
    // The sentence goes last, so that the card's edge is not touched by a name.
    header->moveSection(header->visualIndex(M::Actor), header->visualIndex(M::Text));
    m_table->setMinimumHeight(header->height() +
                              changeRowsAtLeast * m_table->verticalHeader()->defaultSectionSize());
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    body()->addLayout(m_stack, 1);
    connect(m_all, &QPushButton::clicked, this, &SettingChangesCard::allAsked);
    presentState();
}

void SettingChangesCard::reset()
{
    ++m_generation;
    m_model.clear();
    m_trouble.clear();
    m_known = false;
    m_asked = false;
    presentState();
}

void SettingChangesCard::present(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.never())
        return;
    m_model.setNow(view.facts.databaseTime);
    std::vector<Event> fresh;
    for (const Event& event : view.facts.events)
        if (isChange(event))
            fresh.push_back(event);
    m_model.add(fresh);
    if (!m_asked && !freshness.stale())
        read();
    presentState();
}

void SettingChangesCard::read()
{
    if (!m_loader)
        return;
    m_asked = true;
    m_loader().then(this, [this, generation = m_generation](const Result<std::vector<Event>>& events) {
        if (generation != m_generation)
            return;
        m_trouble = events ? QString() : events.error().message();
        m_known = m_known || events;
        m_asked = events.has_value(); // otherwise with the next reading
        if (events)
            m_model.add(*events);
        presentState();
    });
}

void SettingChangesCard::presentState()
{
    const bool empty = m_model.rowCount() == 0;
    m_empty->setText(!m_trouble.isEmpty() ? QStringLiteral("The changes could not be read. %1").arg(m_trouble)
                     : m_known            ? QStringLiteral("No setting has been changed yet.")
                                          : QStringLiteral("Reading changes…"));
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : m_table);
}

} // namespace rollcall
