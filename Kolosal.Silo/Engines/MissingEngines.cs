using Kolosal.Learning;

namespace Kolosal.Engines;

/// <summary>One line of the log at the start for each engine that is not there.</summary>
internal sealed partial class MissingEngines(ILogger<MissingEngines> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancel)
    {
        foreach (var engine in Trainers.Engines)
            if (engine.Missing is { } why) NotThere(log, engine.Name, string.Join(", ", engine.Trainers.Select(t => t.Name)), why);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Engine} trains nothing here, so {Trainers} are not offered: {Why}")]
    private static partial void NotThere(ILogger log, string engine, string trainers, string why);
}
