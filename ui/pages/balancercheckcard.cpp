#include "ui/pages/balancercheckcard.h"

#include "model/core/durationtext.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/sentencedelegate.h"
#include "ui/delegates/tablelook.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int driftRow = 44;
constexpr int driftRowsAtMost = 4;
constexpr int driftLineWidth = 64;
constexpr qint64 largestConfig = 8 * 1024 * 1024;

QString driftTitle(BalancerProduct product)
{
    return product == BalancerProduct::HAProxy ? QStringLiteral("HAProxy") : QStringLiteral("nginx");
}

} // namespace

BalancerCheckCard::BalancerCheckCard(QWidget* parent)
    : Card(QStringLiteral("Check a File"), parent)
    , m_choose(smallButton(QStringLiteral("Check a File…"), this))
    , m_again(smallButton(QStringLiteral("Check Again"), this))
    , m_mark(new StateMark(16, this))
    , m_words(new TextLabel({}, TextStyle::Base, Ink::Text, this))
    , m_table(new QTableView(this))
{
    setFlush();
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
    dressTable(m_table, driftRow);
    m_table->setModel(&m_model);
    m_table->setAccessibleName(QStringLiteral("What does not fit the cluster"));
    m_table->setItemDelegateForColumn(DriftModel::Line, new AgeDelegate(m_table));
    m_table->setItemDelegateForColumn(DriftModel::Words, new SentenceDelegate(m_table));
    m_table->installEventFilter(this);
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->resizeSection(DriftModel::Line, driftLineWidth);
    header->setStretchLastSection(true);
    body()->addWidget(m_table);
    connect(m_choose, &QPushButton::clicked, this, &BalancerCheckCard::chooseFile);
    connect(m_again, &QPushButton::clicked, this, [this] { check(m_path); });
    compare();
}

void BalancerCheckCard::reset()
{
    m_path.clear();
    m_file.clear();
    m_problem.clear();
    m_compared.reset();
    compare();
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
    read(path);
    compare();
    Q_EMIT checked();
}

/// Once: thousands of servers take a while to read.
void BalancerCheckCard::read(const QString& path)
{
    m_path = path;
    m_file.clear();
    m_problem.clear();
    m_compared.reset();
    QFile file(path);
    // Whatever is no plain file, a pipe for example, may never end.
    if (const QFileInfo info(path); info.exists() && !info.isFile()) {
        m_problem =
            QStringLiteral("%1 is not a file. Choose the load balancer’s configuration file.").arg(path);
        return;
    }
    if (!file.open(QIODevice::ReadOnly)) {
        m_problem = QStringLiteral("%1 cannot be read: %2. Choose the load balancer’s configuration file.")
                        .arg(path, file.errorString());
        return;
    }
    if (file.size() > largestConfig) {
        m_problem = QStringLiteral("%1 is too large for a configuration. Choose the load balancer’s "
                                   "configuration file.")
                        .arg(path);
        return;
    }
    Result<std::vector<FoundConfig>> found = readBalancerConfig(QString::fromUtf8(file.read(largestConfig)));
    if (found)
        m_file = std::move(*found);
    else
        m_problem = QStringLiteral("%1: %2").arg(QFileInfo(path).fileName(), found.error().message());
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
    m_planTrouble.clear();
    if (m_file.empty() || !m_view) {
        m_compared.reset();
    } else if (const Result<BalancerPlan> plan = balancerPlanFor(*m_view, m_request); !plan) {
        m_compared.reset();
        m_planTrouble = plan.error().message();
    } else if (!m_compared || m_compared->check.ports != m_comparePorts ||
               !samePlan(m_compared->plan, *plan)) {
        m_compared = Compared{*plan, checkBalancerFile(m_file, *plan, m_comparePorts)};
    } else {
        return;
    }
    sayResult();
    showDrifts();
}

void BalancerCheckCard::sayResult()
{
    if (!m_problem.isEmpty())
        return say(Mark::Down, m_problem);
    if (!m_compared && m_planTrouble.isEmpty())
        return say(Mark::None,
                   QStringLiteral("Choose the file that your HAProxy or nginx runs with. It is compared "
                                  "with the nodes: those missing or unknown, addresses, ports, health "
                                  "checks, and whether visitors are bound to one node."));
    const QString name = QFileInfo(m_path).fileName();
    Mark mark = Mark::Down;
    QString sentence;
    if (!m_compared) {
        sentence = QStringLiteral("%1: %2").arg(name, m_planTrouble);
    } else if (const auto count = static_cast<int>(m_compared->check.drifts.size()); count == 0) {
        mark = Mark::Healthy;
        sentence = QStringLiteral("%1 fits the cluster: %2 has %3.")
                       .arg(name, driftTitle(m_compared->check.product), nodeCount(m_compared->check.nodes));
    } else {
        mark = Mark::Degraded;
        sentence = count == 1
                       ? QStringLiteral("%1 does not fit the cluster in one point.").arg(name)
                       : QStringLiteral("%1 does not fit the cluster in %2 points.").arg(name).arg(count);
    }
    if (m_compared && !m_compared->check.ports)
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
    if (m_compared)
        for (const Drift& drift : m_compared->check.drifts)
            entries.push_back(
                {static_cast<int>(entries.size()) + 1, drift.line, drift.sentence, drift.remedy});
    m_model.show(std::move(entries));
    const int rows = std::min(m_model.rowCount(), driftRowsAtMost);
    m_table->setFixedHeight(m_table->horizontalHeader()->height() +
                            rows * m_table->verticalHeader()->defaultSectionSize());
    m_table->setVisible(rows > 0);
}

bool BalancerCheckCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        if (const QModelIndex current = m_table->currentIndex(); current.isValid())
            QApplication::clipboard()->setText(m_model.copyText(current.row()));
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace rollcall
