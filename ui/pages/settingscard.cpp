#include "ui/pages/settingscard.h"

#include "model/core/durationtext.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/termdelegates.h"
#include "ui/pages/columnfitter.h"
#include "ui/pages/settingsreader.h"
#include "ui/theme/typography.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/statemark.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int settingRow = 44;
constexpr int settingFieldWidth = 200;
constexpr int settingRowsAtLeast = 5;
constexpr int settingRowsAtMost = 12;
constexpr int settingCellPadding = 20; ///< the page's margin, and the far side of a cell
constexpr int settingWordsWidth = 280; ///< of the meaning, before other columns go
constexpr int longestValue = 220;      ///< a path may be longer, and is elided then

int settingTitleWidth(const QModelIndex& index)
{
    const QFontMetrics metrics(textFont(TextStyle::Base, QFont::DemiBold));
    return std::max(settingWordsWidth,
                    metrics.horizontalAdvance(index.data().toString()) + settingCellPadding);
}

int settingValueWidth(const QModelIndex& index)
{
    const QFontMetrics metrics(textFont(TextStyle::Base, QFont::Medium));
    return std::min(longestValue, metrics.horizontalAdvance(index.data().toString()) + settingCellPadding);
}

ColumnFitter::Plan settingColumns()
{
    using M = SettingModel;
    return {{{M::Setting, 320},
             {M::Key, 120},
             {M::Value, 90},
             {M::Default, 80},
             {M::Allowed, 130},
             {M::Changed, 104}},
            {M::Setting},
            {M::Allowed, M::Key, M::Default},
            {{M::Setting, settingTitleWidth}, {M::Value, settingValueWidth}}};
}

} // namespace

SettingsCard::SettingsCard(const SettingsReader& reader, QWidget* parent)
    : TableCard(QStringLiteral("Settings"), QStringLiteral("Settings"), settingRow, parent)
    , m_reader(reader)
    , m_field(new SearchField(QStringLiteral("Search settings"), {}, this))
    , m_change(smallButton(QStringLiteral("Change…"), this))
    , m_reset(smallButton(QStringLiteral("Reset to Default"), this))
    , m_fitter(nullptr)
    , m_empty(new EmptyState(this))
    , m_footMark(new StateMark(14, this))
    , m_foot(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_timings(new LinkButton(QStringLiteral("All four timings…"), this))
{
    buildHeader();
    buildTable();
    m_foot->setWordWrap(true);
    m_foot->setObjectName(QStringLiteral("settingsFoot"));
    m_timings->setObjectName(QStringLiteral("allTimings"));
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 4, 12, 2);
    foot->setSpacing(6);
    foot->addWidget(m_footMark);
    foot->addWidget(m_foot, 1);
    foot->addWidget(m_timings);
    body()->setSpacing(0);
    body()->addWidget(table());
    body()->addWidget(m_empty);
    body()->addLayout(foot);
    connect(m_empty, &EmptyState::buttonClicked, m_field, &QLineEdit::clear);
    connect(m_timings, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(Intent::forNode(Act::ChangeTimings, {})); });
    connect(&m_reader, &SettingsReader::changed, this, &SettingsCard::showStates);
    presentState();
}

void SettingsCard::buildHeader()
{
    m_field->setFixedWidth(settingFieldWidth);
    m_field->setAccessibleName(QStringLiteral("Search settings"));
    m_change->setObjectName(QStringLiteral("changeSetting"));
    m_reset->setObjectName(QStringLiteral("resetSetting"));
    setTrailing(m_field);
    setTrailing(m_change);
    setTrailing(m_reset);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_proxy.setFilterFixedString(text.trimmed());
        presentState();
    });
    connect(m_field, &SearchField::left, table(), qOverload<>(&QWidget::setFocus));
    connect(m_change, &QPushButton::clicked, this, &SettingsCard::change);
    connect(m_reset, &QPushButton::clicked, this, &SettingsCard::resetChosen);
}

void SettingsCard::buildTable()
{
    using M = SettingModel;
    m_proxy.setSourceModel(&m_model);
    m_proxy.setFilterRole(FilterRole);
    m_proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    table()->setModel(&m_proxy);
    table()->setItemDelegateForColumn(M::Setting, new NodeDelegate(table()));
    table()->setItemDelegateForColumn(M::Key, new TextDelegate(true, table()));
    table()->setItemDelegateForColumn(M::Value, new TextDelegate(false, table()));
    table()->setItemDelegateForColumn(M::Default, new TextDelegate(true, table()));
    table()->setItemDelegateForColumn(M::Allowed, new TextDelegate(true, table()));
    table()->setItemDelegateForColumn(M::Changed, new MomentDelegate(table()));
    m_fitter = new ColumnFitter(table(), settingColumns());
    connect(table(), &QTableView::activated, this, [this](const QModelIndex& index) {
        table()->selectRow(index.row()); // the row with the keyboard need not be selected yet
        change();
    });
    connect(table()->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SettingsCard::updateButtons);
}

void SettingsCard::present(const ClusterView& view, const Freshness& freshness)
{
    m_never = freshness.never();
    m_offReason = offReason(freshness);
    m_age = freshness.stale() ? durationText(*freshness.age) : QString();
    m_now = view.facts.databaseTime;
    const LeaseTimings& timings = view.facts.timings;
    m_timingsSentence = m_never ? QString()
                                : QStringLiteral("The election’s profile is %1. %2")
                                      .arg(timings.profileName(), timings.takeoverSentence());
    showStates();
}

void SettingsCard::showStates()
{
    m_model.show(m_never ? std::vector<SettingState>() : m_reader.states(), m_now);
    // As high as its rows: there are few, and the page scrolls.
    fitRows(m_model.rowCount(), settingRowsAtLeast, settingRowsAtMost);
    m_empty->setFixedHeight(table()->maximumHeight());
    m_fitter->fit();
    presentState();
}

void SettingsCard::presentState()
{
    const QString filter = m_field->text().trimmed();
    const bool empty = m_proxy.rowCount() == 0 && m_model.rowCount() > 0;
    m_empty->setText(QStringLiteral("No setting matches “%1”.").arg(filter), QStringLiteral("Clear Search"));
    table()->setHidden(empty);
    m_empty->setVisible(empty);
    setTitleNote(m_age.isEmpty() ? QString() : QStringLiteral("%1 old").arg(m_age));
    QStringList problems; // the four times have the same one
    for (const SettingState& state : m_reader.states())
        if (!state.problem.isEmpty() && !problems.contains(state.problem))
            problems << state.problem;
    if (!m_reader.trouble().isEmpty())
        problems.prepend(QStringLiteral("The settings could not be read. %1").arg(m_reader.trouble()));
    m_footMark->setMark(Mark::Degraded, QStringLiteral("Warning"));
    m_footMark->setHidden(problems.isEmpty() || m_never);
    m_foot->setText(m_never || (!m_reader.known() && problems.isEmpty()) ? QStringLiteral("Reading settings…")
                    : !problems.isEmpty()                                ? problems.join(u' ')
                                                                         : m_timingsSentence);
    updateButtons();
}

const SettingState* SettingsCard::chosen() const
{
    const QModelIndexList rows = table()->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : m_model.stateAt(m_proxy.mapToSource(rows.first()).row());
}

QString SettingsCard::resetReason() const
{
    const SettingState* state = chosen();
    if (!m_offReason.isEmpty())
        return m_offReason;
    if (!state)
        return QStringLiteral("Choose a setting first.");
    return state->value == state->spec.standard && state->problem.isEmpty()
               ? QStringLiteral("It has its default already.")
               : QString();
}

void SettingsCard::updateButtons()
{
    setOffReason(m_change, !m_offReason.isEmpty() ? m_offReason
                           : !chosen()            ? QStringLiteral("Choose a setting first.")
                                                  : QString());
    setOffReason(m_reset, resetReason());
    setOffReason(m_timings, m_offReason);
}

void SettingsCard::change()
{
    const SettingState* state = chosen();
    if (state && m_offReason.isEmpty())
        Q_EMIT requested(Intent::changeSetting(state->spec.key));
}

void SettingsCard::resetChosen()
{
    const SettingState* state = chosen();
    if (state && resetReason().isEmpty())
        Q_EMIT requested(Intent::setSettings({{state->spec.key, state->spec.standard}},
                                             {{state->spec.key, state->value}}));
}

void SettingsCard::focusFilter()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

QString SettingsCard::copyText(const QModelIndex& current) const
{
    return m_model.copyText(m_proxy.mapToSource(current).row());
}

void SettingsCard::fillMenu(QMenu& menu, const QModelIndex&)
{
    QAction* change = menu.addAction(QStringLiteral("&Change…"), this, &SettingsCard::change);
    change->setEnabled(m_offReason.isEmpty());
    change->setToolTip(m_offReason);
    QAction* reset = menu.addAction(QStringLiteral("&Reset to Default"), this, &SettingsCard::resetChosen);
    reset->setEnabled(resetReason().isEmpty());
    reset->setToolTip(resetReason());
    menu.addAction(QStringLiteral("C&opy Row"), this, [this] { copy(); });
}

} // namespace rollcall
