#pragma once

#include "model/services/democluster.h"

#include <QObject>

#include <memory>

namespace rollcall
{

/// The demo cluster of this console: started once, ended with it.
class DemoController final : public QObject
{
    Q_OBJECT

public:
    static inline const QString profileId = QStringLiteral("demo");

    explicit DemoController(QObject* parent = nullptr);
    ~DemoController() override;

    void start();
    bool isRunning() const;
    bool isStarting() const;
    DemoCluster* cluster() const { return m_demo.get(); }
    /// Whether this node of the demo has ended and can be started again.
    bool canStartNode(const QString& name) const;

Q_SIGNALS:
    void progress(int step, const QString& sentence);
    void ready();
    void failed(const QString& sentence);
    void nodeEnded(const QString& sentence);

private:
    std::unique_ptr<DemoCluster> m_demo;
};

} // namespace rollcall
