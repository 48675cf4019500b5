using System.Globalization;
using System.Text;
using Kolosal.Experiments;
using Kolosal.Incidents;
using Kolosal.Predictions;

namespace Kolosal.Sample;

/// <summary>What a service of a bank might want of Kolosal.</summary>
internal sealed class LoanService(IClusterClient grains, string workspace, TextWriter output)
{
    /// <summary>Says for each row which class it is, and how sure the model is of it.</summary>
    /// <returns>False when the model refused.</returns>
    public async Task<bool> PredictAsync(string model, string rows)
    {
        var reply = await grains.Predictor(new ModelKey(workspace, model)).PredictAsync(new(null, Encoding.UTF8.GetBytes(rows)));
        if (!reply.Accepted)
        {
            await output.WriteLineAsync($"refused {reply.Refusal.Code}");
            return false;
        }
        var (answer, classes) = (reply.Value, reply.Value.Classes.Length);
        for (int row = 0; row < answer.Rows; row++)
        {
            int decided = answer.Decisions[row];
            double sure = answer.Outputs[row * classes + decided];
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"row {row} {answer.Classes[decided]} {sure:0.000} v{answer.Version}"));
        }
        return true;
    }

    /// <summary>Tells how far a run has come, until it has ended.</summary>
    /// <returns>Whether it ended with a model.</returns>
    public async Task<bool> FollowAsync(string run)
    {
        var last = RunStatus.Queued;
        await foreach (var step in grains.Run(new ResourceKey(workspace, run)).EventsAsync(after: 0))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"step {step.Sequence} {step.Percent:0} % {step.Message}"));
            last = step.State;
        }
        await output.WriteLineAsync($"ended {last}");
        return last == RunStatus.Completed;
    }

    /// <summary>Waits for the next incident that opens, and reads it.</summary>
    public async Task<bool> WatchAsync()
    {
        await output.WriteLineAsync("watching");
        await foreach (var change in grains.IncidentWatch(workspace).ChangesAsync())
        {
            if (change.Status != IncidentStatus.Open) continue;
            var incident = await grains.Incident(workspace, change.IncidentId).GetAsync();
            await output.WriteLineAsync($"incident {change.IncidentId} {incident.Value?.Title}");
            return true;
        }
        return false;
    }
}
