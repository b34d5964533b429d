#include "ui/pages/balancercheckcard.h"

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
    m_content.clear();
    m_problem.clear();
    compare();
}

void BalancerCheckCard::present(std::shared_ptr<const ClusterView> view)
{
    m_view = std::move(view);
    compare();
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
    m_content.clear();
    m_problem.clear();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        m_problem = QStringLiteral("%1 cannot be read: %2. Choose the load balancer’s configuration file.")
                        .arg(path, file.errorString());
    else if (file.size() > largestConfig)
        m_problem = QStringLiteral("%1 is too large for a configuration. Choose the load balancer’s "
                                   "configuration file.")
                        .arg(path);
    else
        m_content = QString::fromUtf8(file.read(largestConfig));
    compare();
    Q_EMIT checked();
}

void BalancerCheckCard::say(Mark mark, const QString& sentence)
{
    m_mark->setMark(mark, sentence);
    m_mark->setHidden(mark == Mark::None);
    m_words->setText(sentence);
}

void BalancerCheckCard::compare()
{
    setOffReason(m_choose, !m_view ? QStringLiteral("Off until the database has answered.") : QString());
    m_again->setVisible(!m_path.isEmpty());
    if (!m_path.isEmpty() && m_problem.isEmpty() && m_view) {
        showResult(checkBalancerFile(*m_view, m_request, m_content, m_comparePorts));
        return;
    }
    m_model.show({});
    m_table->hide();
    if (!m_problem.isEmpty())
        say(Mark::Down, m_problem);
    else
        say(Mark::None, QStringLiteral("Choose the file that your HAProxy or nginx runs with. It is compared "
                                       "with the nodes: those missing or unknown, addresses, ports, health "
                                       "checks, and whether visitors are bound to one node."));
}

void BalancerCheckCard::showResult(const Result<BalancerFileCheck>& result)
{
    std::vector<DriftEntry> entries;
    const QString name = QFileInfo(m_path).fileName();
    if (!result) {
        say(Mark::Down, QStringLiteral("%1: %2").arg(name, result.error().message()));
    } else if (result->drifts.empty()) {
        say(Mark::Healthy, QStringLiteral("%1 fits the cluster: %2 has %3.")
                               .arg(name, driftTitle(result->product), nodeCount(result->nodes)));
    } else {
        const auto count = static_cast<int>(result->drifts.size());
        say(Mark::Degraded,
            count == 1 ? QStringLiteral("%1 does not fit the cluster in one point.").arg(name)
                       : QStringLiteral("%1 does not fit the cluster in %2 points.").arg(name).arg(count));
        for (const Drift& drift : result->drifts)
            entries.push_back(
                {static_cast<int>(entries.size()) + 1, drift.line, drift.sentence, drift.remedy});
    }
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
