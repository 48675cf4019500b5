namespace Kolosal.Predictions;

/// <summary>Tells the monitors what was served. One caller at a time.</summary>
internal interface IPredictionFeed
{
    /// <summary>Wakes the monitors of models that were in use. To be called once, before <see cref="PumpAsync"/>.</summary>
    Task StartAsync(CancellationToken cancel);

    /// <summary>Completes when something was appended since the last pass.</summary>
    Task WaitAsync(CancellationToken cancel);

    /// <summary>One pass: publishes what has become durable since the last one.</summary>
    /// <returns>Requests published.</returns>
    Task<int> PumpAsync(CancellationToken cancel);
}
