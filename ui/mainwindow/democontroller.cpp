#include "ui/mainwindow/democontroller.h"

#include <QStandardPaths>

namespace rollcall
{

DemoController::DemoController(QObject* parent)
    : QObject(parent)
{
}

DemoController::~DemoController() = default;

bool DemoController::isRunning() const
{
    return m_demo && m_demo->state() == DemoCluster::State::Running;
}

bool DemoController::isStarting() const
{
    return m_demo && m_demo->state() == DemoCluster::State::Starting;
}

void DemoController::start()
{
    if (isRunning() || isStarting())
        return;
    DemoCluster::Options options;
    options.directory = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                        QStringLiteral("/rollcall/demo");
    options.removeFolder = true;
    m_demo = std::make_unique<DemoCluster>(options);
    connect(m_demo.get(), &DemoCluster::progress, this, &DemoController::progress);
    connect(m_demo.get(), &DemoCluster::ready, this, &DemoController::ready);
    connect(m_demo.get(), &DemoCluster::failed, this,
            [this](const Error& error) { Q_EMIT failed(error.message()); });
    connect(m_demo.get(), &DemoCluster::nodeExited, this,
            [this](const QString&, const QString& sentence) { Q_EMIT nodeEnded(sentence); });
    m_demo->start();
}

bool DemoController::canStartNode(const QString& name) const
{
    if (!isRunning())
        return false;
    for (const DemoCluster::Node& node : m_demo->nodes())
        if (node.name == name)
            return node.pid == 0;
    return false;
}

} // namespace rollcall
