using Kolosal.Monitoring;

namespace Kolosal.Feedback;

/// <summary>Meter <c>Kolosal.Performance</c>.</summary>
public sealed class PerformanceInstruments() : MonitorInstruments("Performance");
