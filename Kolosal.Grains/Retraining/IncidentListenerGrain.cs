using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.Models;
using Microsoft.Extensions.Logging;

namespace Kolosal.Retraining;

/// <summary>Hears of a workspace's incidents. Its key is the stream's: the workspace.</summary>
[Alias("kolosal.retraining.IIncidentListenerGrain")]
internal interface IIncidentListenerGrain : IGrainWithStringKey;

/// <remarks>Reads <see cref="IncidentStream"/>; keeps nothing; tells the policy of the model. What it fails to tell the policy finds by itself.
/// </remarks>
[ImplicitStreamSubscription(IncidentStream.Namespace)]
internal sealed class IncidentListenerGrain(ILogger<IncidentListenerGrain> log) : StreamListenerGrain<IncidentChanged>(log), IIncidentListenerGrain
{
    // People report incidents, too, about models that never were; such a name is no key.
    protected override Task PassOnAsync(IncidentChanged item) => item.Model is { } model && ModelId.IsName(model)
        ? GrainFactory.RetrainingPolicy(Workspace, model).NudgeAsync(item.IncidentId)
        : Task.CompletedTask;

    protected override string IdOf(IncidentChanged item) => item.IncidentId;
}
