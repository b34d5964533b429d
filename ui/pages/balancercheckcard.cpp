#include "ui/pages/balancercheckcard.h"

#include "model/core/durationtext.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/sentencedelegate.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPointer>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace rollcall
{

namespace
{

constexpr int driftRow = 44;
constexpr int driftRowsAtMost = 4;
constexpr int driftLineWidth = 64;
constexpr std::chrono::milliseconds checkPatience{300};

QString driftTitle(BalancerProduct product)
{
    return product == BalancerProduct::HAProxy ? QStringLiteral("HAProxy") : QStringLiteral("nginx");
}

} // namespace

BalancerCheckCard::BalancerCheckCard(QWidget* parent)
    : TableCard(QStringLiteral("Check a File"), QStringLiteral("What does not fit the cluster"), driftRow,
                parent)
    , m_again(smallButton(QStringLiteral("Check Again"), this))
    , m_choose(smallButton(QStringLiteral("Check a File…"), this))
    , m_mark(new StateMark(16, this))
    , m_words(new TextLabel({}, TextStyle::Base, Ink::Text, this))
{
    m_choose->setObjectName(QStringLiteral("checkFile"));
    m_again->setObjectName(QStringLiteral("checkFileAgain"));
    setTrailing(m_again);
    setTrailing(m_choose);
    m_words->setWordWrap(true);
    m_words->setObjectName(QStringLiteral("checkWords"));
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* words = new QHBoxLayout;
    words->setContentsMargins(16, 0, 16, 8);
    words->setSpacing(8);
    words->addWidget(m_mark, 0, Qt::AlignTop);
    words->addWidget(m_words, 1);
    body()->addLayout(words);
    table()->setModel(&m_model);
    table()->setItemDelegateForColumn(DriftModel::Line, new AgeDelegate(table()));
    table()->setItemDelegateForColumn(DriftModel::Words, new SentenceDelegate(table()));
    QHeaderView* header = table()->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->resizeSection(DriftModel::Line, driftLineWidth);
    header->setStretchLastSection(true);
    body()->addWidget(table());
    connect(m_choose, &QPushButton::clicked, this, &BalancerCheckCard::chooseFile);
    connect(m_again, &QPushButton::clicked, this, [this] { check(m_path); });
    m_patience.setSingleShot(true);
    m_patience.setInterval(checkPatience);
    connect(&m_patience, &QTimer::timeout, this, &BalancerCheckCard::showBusy);
    compare();
}

void BalancerCheckCard::reset()
{
    m_path.clear();
    m_busy = false;
    take(BalancerFile());
}

void BalancerCheckCard::present(std::shared_ptr<const ClusterView> view)
{
    m_view = std::move(view);
    compare();
}

void BalancerCheckCard::setFreshness(const Freshness& freshness)
{
    const QString lastKnown = freshness.stale()
                                  ? QStringLiteral("Last known, %1 old").arg(durationText(*freshness.age))
                                  : QString();
    if (lastKnown == m_lastKnown)
        return;
    m_lastKnown = lastKnown;
    sayResult();
}

void BalancerCheckCard::setRequest(const BalancerRequest& request, bool comparePorts)
{
    if (request == m_request && comparePorts == m_comparePorts)
        return;
    m_request = request;
    m_comparePorts = comparePorts;
    compare();
}

void BalancerCheckCard::chooseFile()
{
    auto* chooser = new QFileDialog(this, QStringLiteral("Check a Load Balancer’s File"),
                                    m_path.isEmpty() ? QString() : QFileInfo(m_path).path(),
                                    QStringLiteral("Configuration (*.cfg *.conf);;All files (*)"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, &BalancerCheckCard::check);
    chooser->open();
}

void BalancerCheckCard::check(const QString& path)
{
    m_path = path;
    m_busy = true;
    m_reading = true;
    m_patience.start();
    setOffReason(m_again, QStringLiteral("The file is being checked."));
    readBalancerFile(path).then(QCoreApplication::instance(), [self = QPointer(this), number = ++m_readings](
                                                                  const Result<BalancerFile>& file) {
        if (self && number == self->m_readings)
            self->take(file);
    });
}

/// Null: none is shown any more.
void BalancerCheckCard::take(const Result<BalancerFile>& file)
{
    ++m_readings;
    m_reading = false;
    m_file = file.value_or(nullptr);
    m_problem = file ? QString() : file.error().message();
    m_against.reset();
    compare();
}

void BalancerCheckCard::say(Mark mark, const QString& sentence)
{
    m_mark->setMark(mark, sentence);
    m_mark->setHidden(mark == Mark::None);
    m_words->setText(sentence);
}

/// With what is in the file, when the nodes or the request are others than the last time.
void BalancerCheckCard::compare()
{
    setOffReason(m_choose, !m_view ? QStringLiteral("Off until the database has answered.") : QString());
    m_again->setVisible(!m_path.isEmpty());
    if (m_reading)
        return;
    m_planTrouble.clear();
    if (m_file && m_view) {
        const Result<BalancerPlan> plan = balancerPlanFor(*m_view, m_request);
        if (plan)
            return compareWith(*plan);
        m_planTrouble = plan.error().message();
    }
    ++m_comparisons;
    m_against.reset();
    finish({});
}

void BalancerCheckCard::compareWith(const BalancerPlan& plan)
{
    if (m_against && m_against->ports == m_comparePorts && samePlan(m_against->plan, plan))
        return;
    m_against = Against{plan, m_comparePorts};
    checkInBackground(m_file, plan, m_comparePorts)
        .then(QCoreApplication::instance(),
              [self = QPointer(this), number = ++m_comparisons](const BalancerFileCheck& result) {
                  if (self && number == self->m_comparisons && !self->m_reading)
                      self->finish(result);
              });
}

/// Until then what was shown before stays.
void BalancerCheckCard::finish(const std::optional<BalancerFileCheck>& result)
{
    m_result = result;
    m_patience.stop();
    setOffReason(m_again, {});
    const bool asked = std::exchange(m_busy, false);
    sayResult();
    showDrifts();
    if (asked)
        Q_EMIT checked();
}

void BalancerCheckCard::showBusy()
{
    m_result.reset();
    sayResult();
    showDrifts();
}

void BalancerCheckCard::sayResult()
{
    const QString name = QFileInfo(m_path).fileName();
    if (m_busy) {
        if (!m_patience.isActive())
            say(Mark::Idle, QStringLiteral("Checking %1…").arg(name));
        return;
    }
    if (!m_problem.isEmpty())
        return say(Mark::Down, m_problem);
    if (!m_result && m_planTrouble.isEmpty())
        return say(Mark::None,
                   QStringLiteral("Choose the file that your HAProxy or nginx runs with. It is compared "
                                  "with the nodes: those missing or unknown, addresses, ports, health "
                                  "checks, and whether visitors are bound to one node."));
    Mark mark = Mark::Down;
    QString sentence;
    if (!m_result) {
        sentence = QStringLiteral("%1: %2").arg(name, m_planTrouble);
    } else if (const auto count = static_cast<int>(m_result->drifts.size()); count == 0) {
        mark = Mark::Healthy;
        sentence = QStringLiteral("%1 fits the cluster: %2 has %3.")
                       .arg(name, driftTitle(m_result->product), nodeCount(m_result->nodes));
    } else {
        mark = Mark::Degraded;
        sentence = count == 1
                       ? QStringLiteral("%1 does not fit the cluster in one point.").arg(name)
                       : QStringLiteral("%1 does not fit the cluster in %2 points.").arg(name).arg(count);
    }
    if (m_result && !m_result->ports)
        sentence += QStringLiteral(" Ports were not checked: enter the application’s port above.");
    if (!m_lastKnown.isEmpty()) {
        mark = Mark::Unknown;
        sentence = QStringLiteral("%1: %2").arg(m_lastKnown, sentence);
    }
    say(mark, sentence);
}

void BalancerCheckCard::showDrifts()
{
    std::vector<DriftEntry> entries;
    if (m_result)
        for (const Drift& drift : m_result->drifts)
            entries.push_back(
                {static_cast<int>(entries.size()) + 1, drift.line, drift.sentence, drift.remedy});
    m_model.show(std::move(entries));
    fitRows(m_model.rowCount(), 0, driftRowsAtMost);
    table()->setVisible(m_model.rowCount() > 0);
}

QString BalancerCheckCard::copyText(const QModelIndex& current) const
{
    return m_model.copyText(current.row());
}

} // namespace rollcall
