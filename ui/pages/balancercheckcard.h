#pragma once

#include "model/services/balancerfiles.h"
#include "model/tables/driftmodel.h"
#include "model/tables/freshness.h"
#include "ui/pages/tablecard.h"

#include <QTimer>

#include <memory>

class QPushButton;

namespace rollcall
{

class StateMark;
class TextLabel;

/// Check a File: whether the configuration that a load balancer runs with still fits the cluster, line by
/// line. The file is read when it is chosen; while it is shown it is compared whenever the nodes changed in
/// something that it is about. Both happen beside the window, which goes on meanwhile.
class BalancerCheckCard final : public TableCard
{
    Q_OBJECT

public:
    explicit BalancerCheckCard(QWidget* parent = nullptr);

    /// view: null while nothing was read.
    void present(std::shared_ptr<const ClusterView> view);
    /// While the view is old nothing is claimed of the file.
    void setFreshness(const Freshness& freshness);
    /// What the file's ports are compared with; comparePorts: whether they are known to be right.
    void setRequest(const BalancerRequest& request, bool comparePorts);
    void check(const QString& path);
    void reset(); ///< another cluster
    const DriftModel& model() const { return m_model; }

Q_SIGNALS:
    void checked(); ///< a person asked for it; the result is shown

protected:
    QString copyText(const QModelIndex& current) const override;

private:
    void chooseFile();
    void say(Mark mark, const QString& sentence);
    void sayResult();
    void showDrifts();
    void take(const Result<BalancerFile>& file);
    void compare();
    void compareWith(const BalancerPlan& plan);
    void finish(const std::optional<BalancerFileCheck>& result);
    void showBusy();

    /// What a file is compared with.
    struct Against {
        BalancerPlan plan;
        bool ports = false;
    };

    DriftModel m_model;
    std::shared_ptr<const ClusterView> m_view;
    BalancerRequest m_request;
    bool m_comparePorts = false;
    QString m_path;      ///< empty: none was chosen
    BalancerFile m_file; ///< what stands in it; null: it was not read
    QString m_problem;   ///< why it could not be read, or empty
    bool m_busy = false; ///< a person waits for the result
    bool m_reading = false;
    QTimer m_patience;     ///< until a word says that it takes a while
    int m_readings = 0;    ///< the number of the last one asked for; the answer of a former one is dropped
    int m_comparisons = 0; ///< the same
    std::optional<Against> m_against; ///< as the nodes are now; nothing: nothing is compared
    std::optional<BalancerFileCheck> m_result;
    QString m_planTrouble; ///< why the cluster cannot be compared with anything, or empty
    QString m_lastKnown;   ///< "Last known, 34 s old", or empty: what is said is true now
    QPushButton* m_again;
    QPushButton* m_choose;
    StateMark* m_mark;
    TextLabel* m_words;
};

} // namespace rollcall
