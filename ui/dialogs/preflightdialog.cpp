#include "ui/dialogs/preflightdialog.h"

#include "model/core/durationtext.h"
#include "ui/dialogs/checklist.h"
#include "ui/dialogs/intent.h"
#include "ui/dialogs/summaryrow.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

/// Older results are run again before anything is enabled.
constexpr Millis oldAfter = 30s;
constexpr Millis busyAfter = 300ms;
/// While it is open it looks again by itself.
constexpr Millis refreshAfter = 5s;
constexpr int preflightDialogWidth = 760;

QString sentenceOf(Feature feature, const ClusterView& view)
{
    const QString cluster = view.facts.cluster.name;
    if (feature == Feature::LoadBalancing)
        return QStringLiteral("Every active node of %1 serves requests, and the load balancer spreads them.")
            .arg(cluster);
    return QStringLiteral("When the primary of %1 fails, another node takes over on its own within %2.")
        .arg(cluster, atMost(view.forecast.expectedTakeover));
}

QString countWord(int count)
{
    static const std::array<QString, 7> words{
        QStringLiteral("No"),   QStringLiteral("One"),  QStringLiteral("Two"), QStringLiteral("Three"),
        QStringLiteral("Four"), QStringLiteral("Five"), QStringLiteral("Six")};
    return count < 7 ? words[static_cast<std::size_t>(count)] : QString::number(count);
}

} // namespace

PreflightDialog::PreflightDialog(ClusterActions& actions, Feature feature, const ClusterView& view,
                                 QWidget* parent)
    : DialogFrame(QStringLiteral("Enable %1").arg(titleOf(feature)), sentenceOf(feature, view), parent)
    , m_actions(actions)
    , m_feature(feature)
    , m_summary(new SummaryRow(this))
    , m_age(new TextLabel({}, TextStyle::Small, Ink::Text3, this))
    , m_again(plainButton(QStringLiteral("Check &Again"), this))
    , m_list(new CheckList(this))
    , m_changes(new QWidget(this))
    , m_changesLayout(new QVBoxLayout(m_changes))
    , m_consentLayout(new QVBoxLayout)
    , m_whatChanges(new LinkButton(QStringLiteral("What changes"), this))
    , m_enable(accentButton(QStringLiteral("Enable %1").arg(titleOf(feature)), this))
{
    setMinimumWidth(preflightDialogWidth);
    auto* top = new QHBoxLayout;
    top->setSpacing(16);
    top->addWidget(m_summary, 1);
    top->addWidget(m_age);
    top->addWidget(m_again);
    m_changesLayout->setContentsMargins(0, 12, 0, 0);
    m_changesLayout->setSpacing(4);
    m_changes->hide();
    m_consentLayout->setSpacing(8);
    body()->setSpacing(0);
    body()->addLayout(top);
    body()->addSpacing(8);
    body()->addWidget(m_list);
    body()->addWidget(m_changes);
    body()->addSpacing(12);
    body()->addLayout(m_consentLayout);
    body()->addStretch(1);
    links()->addWidget(m_whatChanges);
    m_whatChanges->setCheckable(true);
    m_whatChanges->setEnabled(false);
    connect(m_whatChanges, &QPushButton::toggled, m_changes, &QWidget::setVisible);
    QPushButton* cancel = addCancel();
    addButton(m_enable);
    m_enable->setObjectName(QStringLiteral("enable"));
    m_again->setObjectName(QStringLiteral("checkAgain"));
    cancel->setAutoDefault(false);
    m_again->setAutoDefault(false);
    m_whatChanges->setAutoDefault(false);
    m_enable->setDefault(true);
    setTabOrder(m_whatChanges, cancel);
    setTabOrder(cancel, m_enable);
    cancel->setFocus(); // until there is an answer; see focusOnNextStep

    connect(m_list, &CheckList::heightChanged, this, &PreflightDialog::fitHeight);
    connect(m_again, &QPushButton::clicked, this, &PreflightDialog::check);
    connect(m_enable, &QPushButton::clicked, this, &PreflightDialog::enable);
    m_ticker.setInterval(1s);
    connect(&m_ticker, &QTimer::timeout, this, [this] {
        updateAge();
        if (m_phase == Phase::Checked && !m_refreshing && !m_refused && m_checkedAt &&
            BootClock::now() - *m_checkedAt >= refreshAfter)
            refresh();
    });
    m_ticker.start();
    m_busy.setSingleShot(true);
    m_busy.setInterval(busyAfter);
    connect(&m_busy, &QTimer::timeout, this, [this] {
        if (m_phase == Phase::Enabling) {
            showBusy(QStringLiteral("Enabling %1…").arg(nameOf(m_feature)));
            return;
        }
        m_summary->showWord(QStringLiteral("Checking…"));
        m_list->show(m_preflight.checks, true);
    });
    check();
}

void PreflightDialog::check()
{
    startCheck(false);
}

void PreflightDialog::startCheck(bool thenEnable)
{
    m_phase = Phase::Checking;
    m_refused = false;
    m_focusOnAnswer = m_focusOnAnswer || focusWidget() == m_again || focusWidget() == m_enable;
    m_busy.start();
    updateButton();
    const int run = ++m_run;
    m_actions.preflight(m_feature).then(this, [this, run, thenEnable](const Result<Preflight>& result) {
        if (run == m_run)
            checked(result, thenEnable);
    });
}

void PreflightDialog::checked(const Result<Preflight>& result, bool thenEnable)
{
    m_busy.stop();
    m_phase = Phase::Checked;
    if (!result) {
        m_checkedAt.reset();
        m_preflight = {m_feature, {}, {}};
        m_summary->showWord({});
        m_list->show({}, false);
        showTrouble(result.error().message());
        updateButton();
        focusOnNextStep();
        return;
    }
    m_checkedAt = BootClock::now();
    m_preflight = *result;
    showPreflight();
    fitHeight();
    focusOnNextStep();
    if (thenEnable && m_enable->isEnabled())
        sendEnable();
}

void PreflightDialog::focusOnNextStep()
{
    // Whoever went somewhere else meanwhile stays there.
    if (!std::exchange(m_focusOnAnswer, false))
        return;
    const auto open = std::find_if(m_consents.begin(), m_consents.end(), [](const auto& consent) {
        return consent.second->isVisibleTo(consent.second->parentWidget()) && !consent.second->isChecked();
    });
    if (open != m_consents.end())
        open->second->setFocus();
    else if (m_enable->isEnabled())
        m_enable->setFocus();
    else
        m_again->setFocus();
}

void PreflightDialog::showPreflight()
{
    m_summary->show(m_preflight);
    m_list->show(m_preflight.checks, false);
    rebuildConsents();
    while (QLayoutItem* item = m_changesLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString& change : m_preflight.changes) {
        auto* line = new TextLabel(QStringLiteral("•  ") + change, TextStyle::Base, Ink::Text2, m_changes);
        line->setWordWrap(true);
        m_changesLayout->addWidget(line);
    }
    m_whatChanges->setEnabled(!m_preflight.changes.empty());
    updateButton();
    updateAge();
}

void PreflightDialog::refresh()
{
    m_refreshing = true;
    const int run = m_run;
    m_actions.preflight(m_feature).then(this, [this, run](const Result<Preflight>& result) {
        m_refreshing = false;
        // A check that somebody asked for goes before; what could not be read grows old, and that is shown.
        if (run != m_run || m_phase != Phase::Checked || m_refused || !result)
            return;
        m_checkedAt = BootClock::now();
        if (result->checks != m_preflight.checks || result->changes != m_preflight.changes) {
            const bool sameLines =
                std::equal(result->checks.begin(), result->checks.end(), m_preflight.checks.begin(),
                           m_preflight.checks.end(), [](const Check& a, const Check& b) {
                               return a.id == b.id && a.state == b.state && a.remedy == b.remedy;
                           });
            m_preflight = *result;
            showPreflight();
            if (!sameLines) // a window that somebody made larger stays so while only numbers change
                fitHeight();
        }
        updateAge();
    });
}

void PreflightDialog::rebuildConsents()
{
    QWidget* last = m_list->chainTabs(m_again);
    QStringList wanted;
    for (const Check& check : m_preflight.checks)
        if (!check.consent.isEmpty() &&
            (check.state == CheckState::Warning || (check.state == CheckState::Failed && check.overridable)))
            wanted << check.id;
    // What was ticked stays ticked when the same checks come back.
    std::erase_if(m_consents, [&](const auto& consent) {
        if (wanted.contains(consent.first))
            return false;
        consent.second->deleteLater();
        m_consentLayout->removeWidget(consent.second);
        return true;
    });
    for (const Check& check : m_preflight.checks) {
        if (!wanted.contains(check.id))
            continue;
        const bool there = std::any_of(m_consents.begin(), m_consents.end(),
                                       [&](const auto& consent) { return consent.first == check.id; });
        if (there)
            continue;
        auto* box = new QCheckBox(check.consent, this);
        m_consentLayout->addWidget(box, 0, Qt::AlignLeft);
        box->setVisible(true);
        connect(box, &QCheckBox::toggled, this, &PreflightDialog::updateButton);
        m_consents.emplace_back(check.id, box);
    }
    for (const auto& [id, box] : m_consents) {
        setTabOrder(last, box);
        last = box;
    }
}

QStringList PreflightDialog::overrides() const
{
    QStringList ids;
    for (const Check& check : m_preflight.checks) {
        const bool ticked = std::any_of(m_consents.begin(), m_consents.end(), [&](const auto& consent) {
            return consent.first == check.id && consent.second->isChecked();
        });
        if (check.overridable && ticked)
            ids << check.id;
    }
    return ids;
}

QString PreflightDialog::obstacle() const
{
    int failed = 0;
    for (const Check& check : m_preflight.checks)
        if (check.state == CheckState::Failed && !check.overridable)
            ++failed;
    if (failed == 0)
        return {};
    return failed == 1
               ? QStringLiteral("One check failed. Fix it, then check again.")
               : QStringLiteral("%1 checks failed. Fix them, then check again.").arg(countWord(failed));
}

void PreflightDialog::updateButton()
{
    if (m_phase != Phase::Checked) {
        m_again->setEnabled(false);
        m_enable->setEnabled(false);
        return;
    }
    m_again->setEnabled(true);
    const QString failed = obstacle();
    const bool accepted = std::all_of(m_consents.begin(), m_consents.end(),
                                      [](const auto& consent) { return consent.second->isChecked(); });
    const bool possible = m_checkedAt && !m_preflight.checks.empty() && failed.isEmpty() && accepted;
    m_enable->setEnabled(possible);
    m_enable->setToolTip(!failed.isEmpty() ? failed
                         : !accepted       ? QStringLiteral("Tick the box to accept the warning first.")
                                           : QString());
    if (m_checkedAt)
        showTrouble(failed);
    // The consents of what cannot be enabled anyway would only distract.
    for (const auto& consent : m_consents)
        consent.second->setVisible(failed.isEmpty());
}

void PreflightDialog::updateAge()
{
    if (!m_checkedAt) {
        m_age->setText({});
        return;
    }
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(BootClock::now() - *m_checkedAt);
    m_age->setText(
        age < 1s ? QStringLiteral("Checked just now")
                 : QStringLiteral("Checked %1 ago")
                       .arg(age < 10s ? QStringLiteral("%1\u202Fs").arg(age.count()) : durationText(age)));
}

void PreflightDialog::enable()
{
    if (m_phase != Phase::Checked)
        return;
    if (!m_checkedAt || BootClock::now() - *m_checkedAt > oldAfter)
        startCheck(true);
    else
        sendEnable();
}

void PreflightDialog::sendEnable()
{
    m_phase = Phase::Enabling;
    m_busy.start();
    updateButton();
    m_actions.enable(m_feature, overrides()).then(this, [this](const Result<Done>& result) {
        m_busy.stop();
        if (result) {
            Q_EMIT enabled(*result);
            accept();
            return;
        }
        m_phase = Phase::Checked;
        m_refused = true;
        updateButton();
        // The remedy of a list of checks is a command; here every check is one button away.
        Error error = result.error();
        if (!error.details.isEmpty())
            error.remedy.clear();
        showTrouble(error.message());
    });
}

} // namespace rollcall
