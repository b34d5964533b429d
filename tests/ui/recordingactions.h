#pragma once

#include "model/services/clusteractions.h"

#include <optional>
#include <tuple>

namespace rollcall::test
{

/// Answers with what the test says; the pure preflight is the product's own.
class RecordingActions final : public ClusterActions
{
public:
    Preflight answer;
    QStringList overrides;
    int checks = 0;
    bool enabled = false;
    std::vector<SettingChange> changes;
    std::vector<std::tuple<NodeId, int, bool>> priorities;
    std::vector<SettingState> states; ///< what settings() answers
    std::optional<std::pair<std::optional<Edition>, std::optional<int>>> license;
    std::optional<Error> refusal; ///< of settings, priorities and drills; nothing: they succeed
    DrillKind drilled = DrillKind::Switchover;
    QStringList steps;                 ///< that a drill reports
    std::optional<DrillReport> report; ///< nothing: the drill goes on until finishDrill()
    int ended = 0;
    std::vector<std::pair<RotationStep, QString>> rotations;
    ClusterBackup made; ///< what backup() answers
    RestorePlan plan;   ///< what restorePlan() answers
    int restored = 0;
    bool holdsRestore = false; ///< restore() goes on until finishRestore()

    void finishDrill(const DrillReport& how)
    {
        m_drill.addResult(Result<DrillReport>(how));
        m_drill.finish();
    }

    void finishRestore(const Done& done)
    {
        m_restore.addResult(Result<Done>(done));
        m_restore.finish();
    }

    FutureResult<Preflight> preflight(Feature) override
    {
        ++checks;
        return readyResult<Preflight>(answer);
    }
    FutureResult<Done> enable(Feature, const QStringList& given) override
    {
        overrides = given;
        enabled = true;
        return done();
    }
    FutureResult<Done> disable(Feature) override { return done(); }
    FutureResult<Done> pause(const QString&) override { return done(); }
    FutureResult<Done> resume() override { return done(); }
    FutureResult<Done> switchover(NodeId) override { return done(); }
    FutureResult<Done> setWanted(NodeId, Wanted, const QString&, Millis, bool) override { return done(); }
    FutureResult<Done> removeNode(NodeId) override { return done(); }
    FutureResult<Done> restoreNode(NodeId) override { return done(); }
    FutureResult<Done> repairLease(Epoch) override { return done(); }
    FutureResult<Done> orderUnit(NodeId, const QString&, UnitOrder) override { return done(); }
    FutureResult<std::vector<SettingState>> settings() override
    {
        return readyResult<std::vector<SettingState>>(states);
    }
    FutureResult<Done> setSettings(const std::vector<SettingChange>& given) override
    {
        changes = given;
        return doneOrRefused();
    }
    FutureResult<Done> setPriority(NodeId node, int priority, bool overrideLast) override
    {
        priorities.emplace_back(node, priority, overrideLast);
        return doneOrRefused();
    }
    FutureResult<Done> setLicense(std::optional<Edition> edition, std::optional<int> nodes) override
    {
        license.emplace(edition, nodes);
        return doneOrRefused();
    }
    FutureResult<DrillReport> drill(DrillKind kind, DrillProgress progress) override
    {
        drilled = kind;
        for (const QString& step : steps)
            progress(step);
        if (refusal)
            return readyResult<DrillReport>(Failure(*refusal));
        if (report)
            return readyResult<DrillReport>(*report);
        m_drill.start();
        return m_drill.future();
    }
    void endDrill() override { ++ended; }
    FutureResult<Done> rotateKey(RotationStep step, const QString& newKey) override
    {
        rotations.emplace_back(step, newKey);
        return doneOrRefused();
    }
    FutureResult<ClusterBackup> backup() override { return readyResult<ClusterBackup>(made); }
    FutureResult<RestorePlan> restorePlan(const ClusterBackup&) override
    {
        return readyResult<RestorePlan>(plan);
    }
    FutureResult<Done> restore(const ClusterBackup&, bool, const std::optional<RestorePlan>& shown) override
    {
        if (shown && plan != *shown)
            return readyResult<Done>(
                Failure(Error{ErrorKind::Conflict,
                              QStringLiteral("Nothing was restored: the cluster changed meanwhile."),
                              {},
                              {}}));
        if (!refusal)
            ++restored;
        if (!holdsRestore)
            return doneOrRefused();
        m_restore.start();
        return m_restore.future();
    }

private:
    FutureResult<Done> doneOrRefused() const
    {
        return refusal ? readyResult<Done>(Failure(*refusal)) : done();
    }
    static FutureResult<Done> done() { return readyResult<Done>(Done{QStringLiteral("Done."), {}}); }
    QPromise<Result<DrillReport>> m_drill;
    QPromise<Result<Done>> m_restore;
};

} // namespace rollcall::test
