using Kolosal.Events;
using Kolosal.Incidents;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Retraining;

/// <summary>Hears of a workspace's incidents. Its key is the stream's: the workspace.</summary>
[Alias("kolosal.retraining.IIncidentListenerGrain")]
internal interface IIncidentListenerGrain : IGrainWithStringKey;

/// <remarks>Reads <see cref="IncidentStream"/>; keeps nothing; tells the policy of the model. What it fails to tell the policy finds by itself.
/// </remarks>
[ImplicitStreamSubscription(IncidentStream.Namespace)]
internal sealed partial class IncidentListenerGrain(ILogger<IncidentListenerGrain> log)
    : Grain, IIncidentListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<IncidentChanged>
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<IncidentChanged>().ResumeAsync(this);

    public async Task OnNextAsync(IncidentChanged item, StreamSequenceToken? token = null)
    {
        if (item.Model is not { } model || !IsModel(model)) return;
        try
        {
            await GrainFactory.RetrainingPolicy(this.GetPrimaryKeyString(), model).NudgeAsync(item.IncidentId);
        }
        catch (Exception fault)
        {
            LogUntold(log, item.IncidentId, fault);
        }
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <summary>People report incidents, too, about models that never were; such a name is no key.</summary>
    private static bool IsModel(string model) => Models.ModelId.IsName(model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The policy could not be told of {Incident}; it will find it by itself")]
    private static partial void LogUntold(ILogger log, string incident, Exception fault);
}
