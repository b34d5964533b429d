#include "ui/pages/nodedock.h"

#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "model/tables/timetext.h"
#include "ui/pages/nodemenu.h"
#include "ui/pages/signalcard.h"
#include "ui/pages/signalwords.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

QString headlineOf(const NodeView& node, const Freshness& freshness)
{
    const QString name = unbroken(node.row.name);
    if (freshness.stale())
        return QStringLiteral("The state of %1 is unknown").arg(name);
    switch (node.verdict.state) {
    case NodeState::Healthy:
        return QStringLiteral("%1 is healthy").arg(name);
    case NodeState::Idle:
        return QStringLiteral("%1 is idle").arg(name);
    case NodeState::Degraded:
        return node.key == KeyState::Differs ? QStringLiteral("%1 uses another key").arg(name)
                                             : QStringLiteral("%1 is degraded").arg(name);
    case NodeState::Draining:
        return QStringLiteral("%1 is draining").arg(name);
    case NodeState::Maintenance:
        return QStringLiteral("%1 is in maintenance").arg(name);
    case NodeState::Unreachable:
        return QStringLiteral("%1 is unreachable").arg(name);
    case NodeState::Stale:
        return QStringLiteral("%1 has lost the database").arg(name);
    case NodeState::Down:
        return QStringLiteral("%1 is down").arg(name);
    case NodeState::Removed:
        return QStringLiteral("%1 was removed").arg(name);
    }
    Q_UNREACHABLE();
}

QString staleSentence(const NodeView& node)
{
    return node.probe.result == ProbeResult::Ok
               ? QStringLiteral(
                     "The messenger still answers, so the node is running, but its heartbeat cannot be read. "
                     "Restore the database first.")
               : QStringLiteral(
                     "Neither its heartbeat nor its messenger can be read. Restore the database first.");
}

QString factsOf(const NodeView& node, const ClusterView& view)
{
    const QString dash = QStringLiteral("—");
    const SelfReport& report = node.row.report;
    const auto strong = [](const QString& text) {
        return QStringLiteral("<b>%1</b>").arg(text.toHtmlEscaped());
    };
    const QString key =
        report.keyFingerprint.isEmpty()
            ? dash
            : QStringLiteral("%1, %2").arg(report.keyFingerprint, keyCell(node).text.toLower());
    QString joined = dayText(node.row.joinedAt, view.facts.databaseTime);
    if (joined == QStringLiteral("Today") || joined == QStringLiteral("Yesterday"))
        joined = joined.toLower();
    QStringList parts{
        QStringLiteral("Version %1").arg(strong(report.version.isEmpty() ? dash : report.version)),
        QStringLiteral("Key %1").arg(strong(key)), QStringLiteral("Joined %1").arg(strong(joined))};
    if (!report.os.isEmpty())
        parts << strong(report.os);
    if (!report.address.isEmpty())
        parts << strong(report.address);
    return parts.join(QStringLiteral("&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; "));
}

} // namespace

NodeDock::NodeDock(QWidget* parent)
    : QWidget(parent)
    , m_content(new QWidget(this))
    , m_nothing(new TextLabel(QStringLiteral("Choose a node to see its three signals."), TextStyle::Base,
                              Ink::Text2, this))
{
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(16, 12, 16, 12);
    inner->setSpacing(0);
    inner->addWidget(makeHeadline());
    inner->addSpacing(12);
    inner->addWidget(makeSignals(), 1);
    inner->addSpacing(8);
    inner->addWidget(makeFoot());
    m_nothing->setAlignment(Qt::AlignCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_content);
    layout->addWidget(m_nothing, 1);
    m_content->hide();
}

QWidget* NodeDock::makeHeadline()
{
    auto* box = new QWidget(this);
    m_mark = new StateMark(24, box);
    m_title = new TextLabel({}, TextStyle::Title, Ink::Text, box);
    m_agreement = new ElidedLabel({}, TextStyle::Base, Ink::Text2, box);
    m_sentence = new TextLabel({}, TextStyle::Base, Ink::Text2, box);
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumHeight(m_sentence->fontMetrics().lineSpacing() * 2 + 4);
    m_sentence->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_units = plainButton(QStringLiteral("Units ▾"), box);
    m_drain = plainButton(QStringLiteral("Drain…"), box);
    m_activate = plainButton(QStringLiteral("Activate"), box);
    m_maintain = plainButton(QStringLiteral("Maintenance…"), box);
    m_handOver = plainButton(QStringLiteral("Hand Over…"), box);
    m_probe = plainButton(QStringLiteral("Probe Again"), box);
    m_remove = dangerButton(QStringLiteral("Remove Node…"), box);
    m_remove->setObjectName(QStringLiteral("removeNode"));
    m_drain->setObjectName(QStringLiteral("drainNode"));
    const auto ask = [this](QPushButton* button, Act act) {
        connect(button, &QPushButton::clicked, this,
                [this, act] { Q_EMIT requested(Intent::forNode(act, m_node.row.id)); });
    };
    ask(m_drain, Act::Drain);
    ask(m_activate, Act::Activate);
    ask(m_maintain, Act::Maintain);
    ask(m_remove, Act::Remove);
    connect(m_handOver, &QPushButton::clicked, this, [this] {
        Q_EMIT requested(Intent::forNode(Act::HandOver, m_node.primary ? NodeId() : m_node.row.id));
    });
    connect(m_probe, &QPushButton::clicked, this, [this] { Q_EMIT probeAsked(m_node.row.id); });
    connect(m_units, &QPushButton::clicked, this, &NodeDock::openUnits);

    auto* title = new QHBoxLayout;
    title->setSpacing(12);
    title->addWidget(m_title);
    title->addWidget(m_agreement, 1);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addLayout(title);
    words->addWidget(m_sentence);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton* button : {m_units, m_drain, m_activate, m_maintain, m_handOver, m_probe, m_remove})
        buttons->addWidget(button);
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_mark, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    layout->addSpacing(12);
    layout->addLayout(buttons);
    layout->setAlignment(buttons, Qt::AlignTop);
    return box;
}

QWidget* NodeDock::makeSignals()
{
    auto* box = new QWidget(this);
    m_heartbeat = new SignalCard(QStringLiteral("Heartbeat in the database"), SignalStrip::Look::Ticks, box);
    m_messenger = new SignalCard(QStringLiteral("Messenger probe"), SignalStrip::Look::Line, box);
    m_balancer = new SignalCard(QStringLiteral("Load balancer’s view"), SignalStrip::Look::Blocks, box);
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    for (SignalCard* card : {m_heartbeat, m_messenger, m_balancer}) {
        card->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        layout->addWidget(card, 1);
    }
    return box;
}

QWidget* NodeDock::makeFoot()
{
    auto* box = new QWidget(this);
    m_facts = new TextLabel({}, TextStyle::Small, Ink::Text2, box);
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_logs = new LinkButton(QStringLiteral("Live Log…"), box);
    m_logs->setObjectName(QStringLiteral("liveLog"));
    connect(m_logs, &QPushButton::clicked, this, &NodeDock::openLogs);
    m_events = new LinkButton({}, box);
    connect(m_events, &QPushButton::clicked, this, [this] { Q_EMIT eventsAsked(m_node.row.name); });
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(24);
    layout->addWidget(m_facts, 1);
    layout->addWidget(m_logs);
    layout->addWidget(m_events);
    return box;
}

void NodeDock::present(const NodeView* node, const ClusterView& view, const Freshness& freshness,
                       const SignalHistory& history)
{
    m_content->setVisible(node != nullptr);
    m_nothing->setVisible(node == nullptr);
    if (!node)
        return;
    m_node = *node;
    m_view = &view;
    m_freshness = freshness;
    const bool stale = freshness.stale();
    m_mark->setMark(stale ? Mark::Unknown : stateMark(*node),
                    stale ? QStringLiteral("Unknown") : stateTitle(*node));
    m_title->setText(headlineOf(*node, freshness));
    m_agreement->setText(stale ? QStringLiteral("Last known %1 ago: %2.")
                                     .arg(durationText(*freshness.age), stateTitle(*node).toLower())
                               : node->verdict.signalsSentence);
    m_sentence->setText(
        stale ? staleSentence(*node)
              : QStringLiteral("%1 %2").arg(node->verdict.sentence, node->verdict.remedy).trimmed());
    presentActions(*node, view, freshness);
    const std::vector<SignalHistory::Sample> samples = history.of(node->row.id);
    m_heartbeat->present(heartbeatContent(*node, freshness, samples));
    m_messenger->present(probeContent(*node, node->row.report.messenger));
    m_balancer->present(balancerContent(*node, freshness, samples));
    m_facts->setText(factsOf(*node, view));
    m_logs->setVisible(!node->row.report.units.empty());
    m_events->setText(QStringLiteral("Events of %1").arg(node->row.name));
    setAccessibleName(QStringLiteral("Details of %1").arg(node->row.name));
}

void NodeDock::presentActions(const NodeView& node, const ClusterView& view, const Freshness& freshness)
{
    const bool active = node.row.wanted == Wanted::Active;
    m_drain->setVisible(node.alive && active);
    m_activate->setVisible(!active);
    m_maintain->setVisible(node.alive && node.row.wanted != Wanted::Maintenance);
    m_handOver->setVisible(node.alive && active);
    m_units->setVisible(node.alive && !node.row.report.units.empty());
    m_remove->setVisible(!node.alive);
    const auto off = [&](QPushButton* button, const Intent& intent) {
        setOffReason(button, offReason(intent, view, freshness));
    };
    off(m_drain, Intent::forNode(Act::Drain, node.row.id));
    off(m_activate, Intent::forNode(Act::Activate, node.row.id));
    off(m_maintain, Intent::forNode(Act::Maintain, node.row.id));
    off(m_remove, Intent::forNode(Act::Remove, node.row.id));
    off(m_handOver, Intent::forNode(Act::HandOver, node.primary ? NodeId() : node.row.id));
    setOffReason(m_units, offReason(freshness));
}

void NodeDock::openUnits()
{
    if (!m_view)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillUnitsMenu(*menu, m_node, *m_view, m_freshness,
                  [this](const Intent& intent) { Q_EMIT requested(intent); });
    menu->popup(m_units->mapToGlobal(QPoint(0, m_units->height())));
}

void NodeDock::openLogs()
{
    const auto ask = [this, id = m_node.row.id](const QString& unit) { Q_EMIT logAsked(id, unit); };
    if (m_node.row.report.units.size() == 1) {
        ask(m_node.row.report.units.front().name);
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillLogsMenu(*menu, m_node, ask);
    menu->popup(m_logs->mapToGlobal(QPoint(0, m_logs->height())));
}

} // namespace rollcall
