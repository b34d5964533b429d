#include "ui/dialogs/question.h"

#include "model/cluster/featurechanges.h"
#include "model/cluster/placement.h"
#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "model/tables/timetext.h"

#include <algorithm>
#include <array>

namespace rollcall
{

namespace
{

QString counted(int nodes)
{
    static const std::array<QString, 10> words{
        QStringLiteral("No"),    QStringLiteral("One"),  QStringLiteral("Two"), QStringLiteral("Three"),
        QStringLiteral("Four"),  QStringLiteral("Five"), QStringLiteral("Six"), QStringLiteral("Seven"),
        QStringLiteral("Eight"), QStringLiteral("Nine")};
    const QString word =
        nodes >= 0 && nodes < 10 ? words[static_cast<std::size_t>(nodes)] : QString::number(nodes);
    return QStringLiteral("%1 %2").arg(word, nodes == 1 ? QStringLiteral("node stays")
                                                        : QStringLiteral("nodes stay"));
}

bool serves(const NodeView& node, Mode mode)
{
    return node.alive && Placement{mode, node.row.wanted, node.primary, node.licensed}.takesTraffic();
}

QString takeoverWords(const ClusterView& view)
{
    if (!view.forecast.automatic)
        return QStringLiteral("No node takes over on its own, because high availability is %1.")
            .arg(view.facts.cluster.paused ? QStringLiteral("paused") : QStringLiteral("off"));
    return view.forecast.successorName.isEmpty()
               ? QStringLiteral("No other node is able to take over.")
               : QStringLiteral("%1 takes over as primary.").arg(view.forecast.successorName);
}

bool isLastActive(const NodeView& node, const ClusterView& view)
{
    return std::none_of(view.nodes.begin(), view.nodes.end(), [&](const NodeView& each) {
        return each.row.id != node.row.id && each.alive && each.row.wanted == Wanted::Active;
    });
}

Question unitQuestion(const Intent& intent, const ClusterView& view)
{
    const std::vector<const NodeView*> targets = targetsOf(intent, view);
    const NodeView* node = view.find(intent.node);
    const bool stop = intent.act == Act::StopUnit;
    QString capital = intent.unit;
    if (!capital.isEmpty())
        capital[0] = capital[0].toUpper();
    Question question;
    question.title = QStringLiteral("%1 %2 on %3?")
                         .arg(stop ? QStringLiteral("Stop") : QStringLiteral("Restart"), intent.unit,
                              node ? node->row.name : nodeCount(static_cast<qint64>(targets.size())));
    question.confirm =
        QStringLiteral("%1 %2").arg(stop ? QStringLiteral("Stop") : QStringLiteral("Restart"), capital);
    question.danger = stop;
    const bool service = std::any_of(targets.begin(), targets.end(), [&](const NodeView* each) {
        return std::any_of(each->row.report.units.begin(), each->row.report.units.end(),
                           [&](const UnitReport& unit) {
                               return unit.name == intent.unit && unit.role == UnitRole::Service;
                           });
    });
    if (stop && service)
        question.effect =
            QStringLiteral("It stays stopped, also after a takeover, until it is started again.");
    else if (stop)
        question.effect = QStringLiteral("%1 It stays stopped until it is started again.")
                              .arg(capacityAfter(view, targets));
    else if (service)
        question.effect = QStringLiteral("The service is away for a moment; no other node takes over.");
    else if (targets.size() > 1)
        question.effect =
            QStringLiteral("The nodes restart it one after another, so the others keep serving.");
    else
        question.effect = QStringLiteral("It is away for a moment. %1").arg(capacityAfter(view, targets));
    return question;
}

Question disableQuestion(Feature feature, const ClusterView& view)
{
    Question question;
    question.title = QStringLiteral("Disable %1?").arg(nameOf(feature));
    question.confirm = QStringLiteral("Disable %1").arg(titleOf(feature));
    question.danger = true;
    QStringList effects;
    for (const QString& change : changesOfDisabling(feature, view))
        effects << change;
    if (feature == Feature::LoadBalancing) {
        std::vector<const NodeView*> leaving;
        for (const NodeView& node : view.nodes)
            if (node.row.id != staysWith(view) && serves(node, view.facts.cluster.mode))
                leaving.push_back(&node);
        effects << capacityAfter(view, leaving);
    }
    question.effect = effects.join(u' ');
    return question;
}

Question wantedQuestion(const Intent& intent, const NodeView& node, const ClusterView& view)
{
    Question question;
    const QString& name = node.row.name;
    const bool drain = intent.act == Act::Drain;
    question.title =
        drain ? QStringLiteral("Drain %1?").arg(name) : QStringLiteral("Put %1 into maintenance?").arg(name);
    question.confirm = drain ? QStringLiteral("Drain Node") : QStringLiteral("Start Maintenance");
    question.asksReason = true;
    question.asksDuration = !drain;
    QStringList effects;
    effects << (drain ? QStringLiteral("%1 finishes its requests and gets no new ones.").arg(name)
                      : QStringLiteral("All units on %1 stop, and it cannot become primary.").arg(name));
    if (serves(node, view.facts.cluster.mode))
        effects << capacityAfter(view, {&node});
    if (node.primary)
        effects << takeoverWords(view);
    question.effect = effects.join(u' ');
    if (isLastActive(node, view))
        question.override_ =
            QStringLiteral("%1 is the last active node. Do it although nothing serves then").arg(name);
    return question;
}

/// Start has a dialog of its own.
std::optional<Question> rotationQuestion(RotationStep step, const ClusterView& view)
{
    const Result<RotationChange> change = planStep(step, view);
    if (step == RotationStep::Start || !change)
        return std::nullopt;
    const KeyRotation keys = planKeys(view).keys;
    Question question;
    switch (step) {
    case RotationStep::Start:
        break;
    case RotationStep::Switch:
        question.title = QStringLiteral("Switch to key %1?").arg(keys.newKey());
        question.effect =
            QStringLiteral("The nodes use key %1 at once, and still accept %2: consoles, scripts and "
                           "websites connect with either. You can go back.")
                .arg(keys.newKey(), keys.oldKey());
        question.confirm = QStringLiteral("Switch");
        break;
    case RotationStep::End:
        question.title = QStringLiteral("End the change to key %1?").arg(keys.newKey());
        question.effect =
            QStringLiteral("Key %1 is no longer accepted: consoles, scripts and websites that still "
                           "have it are refused. This cannot be undone.")
                .arg(keys.oldKey());
        question.confirm = QStringLiteral("End Change");
        question.danger = true;
        break;
    case RotationStep::Cancel:
        question.title = keys.phase == RotationPhase::Switched
                             ? QStringLiteral("Go back to key %1?").arg(keys.oldKey())
                             : QStringLiteral("Cancel the change to key %1?").arg(keys.newKey());
        question.effect =
            keys.phase == RotationPhase::Switched
                ? QStringLiteral("The nodes use key %1 again, and still accept %2.")
                      .arg(keys.oldKey(), keys.newKey())
                : QStringLiteral("It stays %1. The nodes no longer accept %2, and its files can be "
                                 "removed from them.")
                      .arg(keys.oldKey(), keys.newKey());
        question.confirm = keys.phase == RotationPhase::Switched ? QStringLiteral("Go Back")
                                                                 : QStringLiteral("Cancel Change");
        break;
    }
    return question;
}

} // namespace

QString capacityAfter(const ClusterView& view, const std::vector<const NodeView*>& leaving)
{
    int before = 0;
    double load = 0;
    int left = 0;
    for (const NodeView& node : view.nodes) {
        if (!serves(node, view.facts.cluster.mode))
            continue;
        ++before;
        load += node.row.report.load;
        if (std::find(leaving.begin(), leaving.end(), &node) == leaving.end())
            ++left;
    }
    if (left == 0)
        return QStringLiteral("No node stays in rotation, so the application stops serving.");
    if (left == before)
        return QStringLiteral("%1 in rotation.").arg(counted(left));
    return QStringLiteral("%1 in rotation and load rises to %2.")
        .arg(counted(left), percentText(load / left));
}

std::optional<Question> questionFor(const Intent& intent, const ClusterView& view)
{
    const NodeView* node = view.find(intent.node);
    switch (intent.act) {
    case Act::Enable: // have a dialog of their own
    case Act::ChangeTimings:
    case Act::SetPriority:
    case Act::Drill:
    case Act::ChangeSetting:
    case Act::ChangeLicense:
    case Act::CreateBackup:
    case Act::RestoreBackup:
    case Act::SetSettings: // can be taken back
    case Act::SetLicense:
    case Act::Resume:
    case Act::Activate:
    case Act::Restore:
    case Act::StartUnit:
        return std::nullopt;
    case Act::RotateKey:
        return rotationQuestion(intent.step, view);
    case Act::Disable:
        return disableQuestion(intent.feature, view);
    case Act::Pause: {
        Question question;
        question.title = QStringLiteral("Pause automatic takeover?");
        question.effect =
            QStringLiteral("Until it is resumed, no node takes over if %1 fails. Handing over by hand "
                           "still works.")
                .arg(view.primary ? view.primary->name : QStringLiteral("the primary"));
        question.confirm = QStringLiteral("Pause Takeover");
        question.asksReason = true;
        return question;
    }
    case Act::HandOver: {
        Question question;
        const QString from = view.primary ? view.primary->name : QString();
        question.title = from.isEmpty() ? QStringLiteral("Make another node primary?")
                                        : QStringLiteral("Hand over from %1?").arg(from);
        question.effect =
            from.isEmpty()
                ? QStringLiteral("The chosen node starts the service.")
                : QStringLiteral("%1 stops its service, then the chosen node starts it. The service is "
                                 "away for a moment; web requests are served all the time.")
                      .arg(from);
        question.confirm = QStringLiteral("Hand Over");
        question.asksTarget = true;
        return question;
    }
    case Act::Drain:
    case Act::Maintain:
        return node ? std::optional(wantedQuestion(intent, *node, view)) : std::nullopt;
    case Act::Remove: {
        if (!node)
            return std::nullopt;
        Question question;
        question.title = QStringLiteral("Remove %1?").arg(node->row.name);
        question.effect =
            QStringLiteral(
                "%1 is taken off the list and may not rejoin by itself. Its last heartbeat was %2. You can "
                "undo this.")
                .arg(node->row.name, node->row.heartbeatAge
                                         ? QStringLiteral("%1 ago").arg(durationText(*node->row.heartbeatAge))
                                         : QStringLiteral("never seen"));
        question.confirm = QStringLiteral("Remove %1").arg(node->row.name);
        question.danger = true;
        return question;
    }
    case Act::StopUnit:
    case Act::RestartUnit:
        return unitQuestion(intent, view);
    }
    Q_UNREACHABLE();
}

} // namespace rollcall
