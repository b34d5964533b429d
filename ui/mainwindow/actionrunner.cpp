#include "ui/mainwindow/actionrunner.h"

#include "model/tables/presentation.h"
#include "ui/dialogs/backupdialog.h"
#include "ui/dialogs/drilldialog.h"
#include "ui/dialogs/keystartdialog.h"
#include "ui/dialogs/licensedialog.h"
#include "ui/dialogs/preflightdialog.h"
#include "ui/dialogs/prioritydialog.h"
#include "ui/dialogs/question.h"
#include "ui/dialogs/restoredialog.h"
#include "ui/dialogs/settingdialog.h"
#include "ui/dialogs/timingsdialog.h"
#include "ui/mainwindow/livecluster.h"
#include "ui/mainwindow/messagebar.h"

#include <QWidget>

#include <algorithm>

namespace rollcall
{

ActionRunner::ActionRunner(QWidget* window, MessageBar* bar)
    : QObject(window)
    , m_window(window)
    , m_bar(bar)
{
    connect(m_bar, &MessageBar::linkClicked, this, &ActionRunner::undo);
}

void ActionRunner::setCluster(LiveCluster* cluster)
{
    m_cluster = cluster;
    m_undo.reset();
    Q_EMIT undoChanged();
}

QString ActionRunner::nameOfNode(NodeId node) const
{
    const NodeView* view = m_cluster ? m_cluster->view().find(node) : nullptr;
    if (view)
        return view->row.name;
    if (m_cluster)
        for (const NodeView& removed : m_cluster->view().removed)
            if (removed.row.id == node)
                return removed.row.name;
    return QStringLiteral("the node");
}

void ActionRunner::request(const Intent& intent)
{
    if (!m_cluster || !m_cluster->session())
        return;
    const ClusterView& view = m_cluster->view();
    if (const QString reason = offReason(intent, view, m_cluster->freshness()); !reason.isEmpty()) {
        m_bar->showTrouble(reason);
        return;
    }
    if (intent.act == Act::Enable) {
        openPreflight(intent.feature);
        return;
    }
    if (intent.act == Act::ChangeTimings)
        return openTimings();
    if (intent.act == Act::SetPriority)
        return openPriority(intent.node);
    if (intent.act == Act::Drill)
        return openDrill();
    if (intent.act == Act::ChangeSetting)
        return openSetting(intent.settings.front().key);
    if (intent.act == Act::ChangeLicense)
        return openLicense();
    if (intent.act == Act::RotateKey && intent.step == RotationStep::Start)
        return openKeyStart();
    if (intent.act == Act::CreateBackup)
        return openBackup();
    if (intent.act == Act::RestoreBackup)
        return openRestore();
    const std::optional<Question> question = questionFor(intent, view);
    if (!question) {
        perform(intent, {});
        return;
    }
    auto* dialog = new ConfirmDialog(*question, intent, view, m_window);
    connect(dialog, &ConfirmDialog::confirmed, this,
            [this, intent](const ConfirmDialog::Answer& answer) { perform(intent, answer); });
    dialog->open();
}

void ActionRunner::openPreflight(Feature feature)
{
    auto* dialog = new PreflightDialog(m_cluster->session()->actions(), feature, m_cluster->view(), m_window);
    connect(dialog, &PreflightDialog::enabled, this, [this](const Done& done) { report(done); });
    dialog->open();
}

void ActionRunner::openTimings()
{
    auto* dialog = new TimingsDialog(m_cluster->session()->actions(), m_cluster->view(), m_window);
    const Intent back = Intent::setSettings(changesFor(m_cluster->view().facts.timings));
    connect(dialog, &TimingsDialog::applied, this, [this, back](const Done& done) {
        report(done, std::pair(back, QStringLiteral("Undo: timings of the lease")));
    });
    dialog->open();
}

void ActionRunner::openPriority(NodeId node)
{
    const NodeView* view = m_cluster->view().find(node);
    if (!view)
        return;
    auto* dialog = new PriorityDialog(m_cluster->session()->actions(), *view, m_window);
    connect(dialog, &PriorityDialog::applied, this, [this](const Done& done) { report(done); });
    dialog->open();
}

void ActionRunner::openDrill()
{
    auto* dialog = new DrillDialog(m_cluster->session()->actions(), m_cluster->view(), m_window);
    connect(m_cluster, &LiveCluster::updated, dialog, [dialog, cluster = m_cluster] {
        dialog->present(cluster->view(), offReason(cluster->freshness()));
    });
    dialog->open();
}

/// The dialog begins with the value as it is now.
void ActionRunner::openSetting(const QString& key)
{
    m_cluster->session()->actions().settings().then(
        this, [this, key, asked = m_cluster](const Result<std::vector<SettingState>>& states) {
            if (asked != m_cluster)
                return;
            if (!states) {
                m_bar->showTrouble(states.error().message());
                return;
            }
            const auto state = std::find_if(states->begin(), states->end(), [&key](const SettingState& each) {
                return each.spec.key == key;
            });
            if (state == states->end() || !m_cluster->session())
                return;
            auto* dialog = new SettingDialog(m_cluster->session()->actions(), *state,
                                             m_cluster->view().facts.timings, m_window);
            connect(dialog, &SettingDialog::applied, this,
                    [this, title = state->spec.title](const Done& done, const SettingChange& before) {
                        report(done, std::pair(Intent::setSettings({before}),
                                               QStringLiteral("Undo: %1").arg(title)));
                    });
            connect(dialog, &SettingDialog::timingsAsked, this,
                    [this] { request(Intent::forNode(Act::ChangeTimings, {})); });
            dialog->open();
        });
}

void ActionRunner::openLicense()
{
    auto* dialog = new LicenseDialog(m_cluster->session()->actions(), m_cluster->view(), m_window);
    connect(dialog, &LicenseDialog::applied, this, [this](const Done& done, const License& before) {
        report(done, std::pair(Intent::setLicense(before), QStringLiteral("Undo: license")));
    });
    dialog->open();
}

void ActionRunner::openKeyStart()
{
    auto* dialog = new KeyStartDialog(m_cluster->session()->actions(), m_cluster->view(), m_window);
    connect(m_cluster, &LiveCluster::updated, dialog, [dialog, cluster = m_cluster] {
        dialog->present(cluster->view(), offReason(cluster->freshness()));
    });
    connect(dialog, &KeyStartDialog::started, this, [this](const Done& done) { report(done); });
    dialog->open();
}

void ActionRunner::openBackup()
{
    const ClusterSession* session = m_cluster->session();
    auto* dialog = new BackupDialog(m_cluster->session()->actions(), m_cluster->view(),
                                    session->spec().encryptionKey, m_window);
    connect(m_cluster, &LiveCluster::updated, dialog,
            [dialog, cluster = m_cluster] { dialog->present(offReason(cluster->freshness())); });
    connect(dialog, &BackupDialog::made, this, [this](const Done& done) { report(done); });
    dialog->open();
}

void ActionRunner::openRestore()
{
    auto* dialog = new RestoreDialog(m_cluster->session()->actions(), m_cluster->view(), m_window);
    connect(m_cluster, &LiveCluster::updated, dialog,
            [dialog, cluster = m_cluster] { dialog->present(offReason(cluster->freshness())); });
    connect(dialog, &RestoreDialog::restored, this, [this](const Done& done) { report(done); });
    dialog->open();
}

FutureResult<Done> ActionRunner::start(const Intent& intent, const ConfirmDialog::Answer& answer,
                                       ClusterActions& actions)
{
    switch (intent.act) {
    case Act::Disable:
        return actions.disable(intent.feature);
    case Act::Pause:
        return actions.pause(answer.reason);
    case Act::Resume:
        return actions.resume();
    case Act::HandOver:
        return actions.switchover(answer.target);
    case Act::Drain:
        return actions.setWanted(intent.node, Wanted::Draining, answer.reason, answer.length,
                                 answer.override_);
    case Act::Maintain:
        return actions.setWanted(intent.node, Wanted::Maintenance, answer.reason, answer.length,
                                 answer.override_);
    case Act::Activate:
        return actions.setWanted(intent.node, Wanted::Active, {}, Millis(0), false);
    case Act::Remove:
        return actions.removeNode(intent.node);
    case Act::Restore:
        return actions.restoreNode(intent.node);
    case Act::StartUnit:
        return actions.orderUnit(intent.node, intent.unit, UnitOrder::Start);
    case Act::StopUnit:
        return actions.orderUnit(intent.node, intent.unit, UnitOrder::Stop);
    case Act::RestartUnit:
        return actions.orderUnit(intent.node, intent.unit, UnitOrder::Restart);
    case Act::SetSettings:
        return actions.setSettings(intent.settings);
    case Act::SetLicense:
        return actions.setLicense(intent.license->edition, intent.license->nodes);
    case Act::RotateKey:
        return actions.rotateKey(intent.step, {});
    case Act::Enable:
    case Act::ChangeTimings:
    case Act::SetPriority:
    case Act::Drill:
    case Act::ChangeSetting:
    case Act::ChangeLicense:
    case Act::CreateBackup:
    case Act::RestoreBackup:
        break;
    }
    return readyResult<Done>(failure(ErrorKind::Internal, QStringLiteral("This has a dialog of its own.")));
}

QString ActionRunner::busyWords(const Intent& intent) const
{
    const QString name = nameOfNode(intent.node);
    switch (intent.act) {
    case Act::Disable:
        return QStringLiteral("Disabling %1…").arg(nameOf(intent.feature));
    case Act::Pause:
        return QStringLiteral("Pausing automatic takeover…");
    case Act::Resume:
        return QStringLiteral("Resuming automatic takeover…");
    case Act::HandOver:
        return QStringLiteral("Handing over…");
    case Act::Drain:
        return QStringLiteral("Draining %1…").arg(name);
    case Act::Maintain:
        return QStringLiteral("Putting %1 into maintenance…").arg(name);
    case Act::Activate:
        return QStringLiteral("Activating %1…").arg(name);
    case Act::Remove:
        return QStringLiteral("Removing %1…").arg(name);
    case Act::Restore:
        return QStringLiteral("Restoring %1…").arg(name);
    case Act::StartUnit:
        return QStringLiteral("Starting %1…").arg(intent.unit);
    case Act::StopUnit:
        return QStringLiteral("Stopping %1…").arg(intent.unit);
    case Act::RestartUnit:
        return QStringLiteral("Restarting %1…").arg(intent.unit);
    case Act::Enable:
        return QStringLiteral("Enabling %1…").arg(nameOf(intent.feature));
    case Act::SetSettings:
        return QStringLiteral("Setting %1…").arg(intent.settings.front().key);
    case Act::SetLicense:
        return QStringLiteral("Changing the license…");
    case Act::RotateKey:
        return intent.step == RotationStep::Switch ? QStringLiteral("Switching the encryption key…")
               : intent.step == RotationStep::End
                   ? QStringLiteral("Ending the change of the encryption key…")
                   : QStringLiteral("Cancelling the change of the encryption key…");
    case Act::ChangeTimings:
    case Act::SetPriority:
    case Act::Drill:
    case Act::ChangeSetting:
    case Act::ChangeLicense:
    case Act::CreateBackup:
    case Act::RestoreBackup:
        return {}; // their dialogs say it
    }
    Q_UNREACHABLE();
}

void ActionRunner::perform(const Intent& intent, const ConfirmDialog::Answer& answer)
{
    if (!m_cluster || !m_cluster->session())
        return;
    m_bar->dismiss();
    m_bar->showBusy(busyWords(intent));
    const bool unit =
        intent.act == Act::StartUnit || intent.act == Act::StopUnit || intent.act == Act::RestartUnit;
    if (unit && intent.node.isNull()) {
        runUnits(intent);
        return;
    }
    std::optional<std::pair<Intent, QString>> back;
    const QString name = nameOfNode(intent.node);
    if (intent.act == Act::Remove)
        back = {Intent::forNode(Act::Restore, intent.node), QStringLiteral("Undo removal of %1").arg(name)};
    else if (intent.act == Act::Drain || intent.act == Act::Maintain)
        back = {Intent::forNode(Act::Activate, intent.node), QStringLiteral("Undo: activate %1").arg(name)};
    else if (intent.act == Act::Pause)
        back = {Intent::forNode(Act::Resume, {}), QStringLiteral("Undo: resume takeover")};
    else if (!intent.settingsBefore.empty())
        back = {Intent::setSettings(intent.settingsBefore),
                QStringLiteral("Undo: %1").arg(intent.settingsBefore.front().key)};
    start(intent, answer, m_cluster->session()->actions())
        .then(this, [this, back](const Result<Done>& result) { report(result, back); });
}

void ActionRunner::report(const Result<Done>& result, const std::optional<std::pair<Intent, QString>>& undo)
{
    if (result) {
        m_undo = undo;
        m_bar->showDone(result->sentence, undo ? QStringLiteral("Undo") : QString());
    } else {
        m_bar->showTrouble(result.error().message());
    }
    if (m_cluster && m_cluster->session())
        m_cluster->session()->refreshNow();
    Q_EMIT undoChanged();
    Q_EMIT finished();
}

void ActionRunner::undo()
{
    if (!m_undo)
        return;
    const Intent intent = m_undo->first;
    m_undo.reset();
    Q_EMIT undoChanged();
    perform(intent, {});
}

QString ActionRunner::undoText() const
{
    return m_undo ? m_undo->second : QString();
}

void ActionRunner::runUnits(const Intent& intent)
{
    auto batch = std::make_shared<Batch>();
    batch->intent = intent;
    for (const NodeView* node : targetsOf(intent, m_cluster->view()))
        batch->left.emplace_back(node->row.id, node->row.name);
    batch->count = static_cast<int>(batch->left.size());
    nextUnit(batch);
}

/// One node after another: while one restarts, the others serve.
void ActionRunner::nextUnit(const std::shared_ptr<Batch>& batch)
{
    if (batch->left.empty() || !m_cluster || !m_cluster->session()) {
        concludeUnits(*batch);
        return;
    }
    const auto [node, name] = batch->left.front();
    batch->left.pop_front();
    const Intent one = Intent::forUnit(batch->intent.act, batch->intent.unit, node);
    start(one, {}, m_cluster->session()->actions())
        .then(this, [this, batch, name = name](const Result<Done>& result) {
            if (!result)
                batch->failures << QStringLiteral("%1: %2").arg(name, result.error().message());
            nextUnit(batch);
        });
}

void ActionRunner::concludeUnits(const Batch& batch)
{
    const QString verb = batch.intent.act == Act::StartUnit  ? QStringLiteral("started")
                         : batch.intent.act == Act::StopUnit ? QStringLiteral("stopped")
                                                             : QStringLiteral("restarted");
    const int done = batch.count - static_cast<int>(batch.failures.size());
    if (batch.failures.isEmpty()) {
        report(Done{QStringLiteral("%1 was %2 on %3.").arg(batch.intent.unit, verb, nodeCount(done)), {}});
        return;
    }
    report(failure(ErrorKind::Refused, QStringLiteral("%1 was %2 on %3 of %4. %5")
                                           .arg(batch.intent.unit, verb)
                                           .arg(done)
                                           .arg(nodeCount(batch.count), batch.failures.first())));
}

} // namespace rollcall
