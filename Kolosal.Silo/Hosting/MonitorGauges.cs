using System.Diagnostics.Metrics;
using Kolosal.Monitoring;
using Microsoft.Extensions.Options;

namespace Kolosal.Hosting;

/// <summary>
/// Meter <c>Kolosal.Monitors</c>: what the monitors of the models that this silo serves have found, read from what they maintain. A model that
/// is not served here since the start has no series here; two silos that serve it report the same.
/// </summary>
internal sealed partial class MonitorGauges : BackgroundService
{
    private readonly Meter meter = new("Kolosal.Monitors");
    private readonly ModelLabels labels;
    private readonly GaugeReadings readings;
    private readonly TimeSpan readEvery;
    private readonly TimeProvider clock;
    private readonly ILogger<MonitorGauges> log;
    private volatile MonitorFigures figures = MonitorFigures.None;

    public MonitorGauges(
        ModelLabels labels, GaugeReadings readings, IOptions<MetricsOptions> options, TimeProvider clock, ILogger<MonitorGauges> log)
    {
        (this.labels, this.readings, this.clock, this.log) = (labels, readings, clock, log);
        readEvery = TimeSpan.FromSeconds(options.Value.ReadSeconds);

        // No unit where there is none: the exporter would call it a ratio.
        Gauge("kolosal.model.drift_score", "Largest population stability index of a column or of the decisions in the last closed window.",
            f => f.Drift);
        Gauge("kolosal.model.drifted", "1 when the last closed window drifted, else 0.", f => f.Drifted);
        Gauge("kolosal.fairness.disparate_impact", "Smallest selection rate of a group over the largest, by attribute, in the last closed window.",
            f => f.DisparateImpact);
        Gauge("kolosal.data.quality_score", "Overall quality, 0 to 1, of the data set that the model in use learnt from.", f => f.DataQuality);
        Gauge("kolosal.slo.error_budget_remaining", "1 when the budget is untouched, 0 when it is gone, below 0 when the promise is broken.",
            f => f.BudgetRemaining);
        Gauge("kolosal.slo.burn_rate", "How many times faster than allowed the budget goes, by window.", f => f.BurnRates);
        Gauge("kolosal.slo.events", "Events in the objective's window: requests, outcomes or windows of decisions.", f => f.Events);
        Gauge("kolosal.incidents.open", "Incidents that are not resolved, by workspace and severity.", f => f.Incidents);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(readEvery, clock);
        try
        {
            do
            {
                try
                {
                    figures = await readings.ReadAsync([.. labels.Models], stoppingToken);
                }
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
                {
                    // Old figures must not pass for new ones.
                    figures = MonitorFigures.None;
                    LogUnread(log, fault);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    private void Gauge(string name, string description, Func<MonitorFigures, ImmutableArray<Measurement<double>>> part) =>
        meter.CreateObservableGauge(name, () => (IEnumerable<Measurement<double>>)part(figures), null, description);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The monitors' figures could not be read for the metrics; they are left out until they can.")]
    private static partial void LogUnread(ILogger log, Exception fault);
}

/// <summary>What the gauges show, all of one reading.</summary>
internal sealed record MonitorFigures(
    ImmutableArray<Measurement<double>> Drift, ImmutableArray<Measurement<double>> Drifted, ImmutableArray<Measurement<double>> DisparateImpact,
    ImmutableArray<Measurement<double>> DataQuality, ImmutableArray<Measurement<double>> BudgetRemaining,
    ImmutableArray<Measurement<double>> BurnRates, ImmutableArray<Measurement<double>> Events, ImmutableArray<Measurement<double>> Incidents)
{
    public static readonly MonitorFigures None = new([], [], [], [], [], [], [], []);
}
