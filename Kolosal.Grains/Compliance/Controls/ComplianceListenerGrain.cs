using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.Security;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Compliance.Controls;

/// <summary>Hears what happens in a workspace that the features beside this one tell of. Its key is the streams': the workspace.</summary>
[Alias("kolosal.compliance.IComplianceListenerGrain")]
internal interface IComplianceListenerGrain : IGrainWithStringKey;

/// <remarks>Reads the streams of backups, drills, policies, incidents and security events; keeps nothing; tells the workspace's
/// compliance.</remarks>
[ImplicitStreamSubscription(BackupStreams.Backups)]
[ImplicitStreamSubscription(BackupStreams.Drills)]
[ImplicitStreamSubscription(DrillStreams.Faults)]
[ImplicitStreamSubscription(DrillStreams.Policies)]
[ImplicitStreamSubscription(IncidentStream.Namespace)]
[ImplicitStreamSubscription(SecurityStream.Namespace)]
internal sealed partial class ComplianceListenerGrain(TimeProvider clock, ILogger<ComplianceListenerGrain> log)
    : Grain, IComplianceListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<BackupVerified>, IAsyncObserver<RestoreDrilled>,
        IAsyncObserver<DrillJudged>, IAsyncObserver<PolicyActed>, IAsyncObserver<IncidentChanged>, IAsyncObserver<SecurityEscalated>
{
    private IComplianceIntake Intake => GrainFactory.GetGrain<IComplianceIntake>($"{this.GetPrimaryKeyString()}/compliance");

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.StreamId.GetNamespace() switch
    {
        BackupStreams.Backups => handleFactory.Create<BackupVerified>().ResumeAsync(this),
        BackupStreams.Drills => handleFactory.Create<RestoreDrilled>().ResumeAsync(this),
        DrillStreams.Faults => handleFactory.Create<DrillJudged>().ResumeAsync(this),
        DrillStreams.Policies => handleFactory.Create<PolicyActed>().ResumeAsync(this),
        SecurityStream.Namespace => handleFactory.Create<SecurityEscalated>().ResumeAsync(this),
        _ => handleFactory.Create<IncidentChanged>().ResumeAsync(this),
    };

    public Task OnNextAsync(BackupVerified item, StreamSequenceToken? token = null) => TellAsync(new(Backup: item), item.BackupId);

    public Task OnNextAsync(RestoreDrilled item, StreamSequenceToken? token = null) => TellAsync(new(Restore: item), item.DrillId);

    public Task OnNextAsync(DrillJudged item, StreamSequenceToken? token = null) => TellAsync(new(Fault: item), item.TestId);

    public Task OnNextAsync(PolicyActed item, StreamSequenceToken? token = null) => TellAsync(new(Policy: item), item.CaseId);

    public Task OnNextAsync(IncidentChanged item, StreamSequenceToken? token = null) =>
        item is { Severity: IncidentSeverity.Sev1, Status: IncidentStatus.Resolved }
            ? TellAsync(new(GraveIncidentClosedAt: clock.GetUtcNow()), item.IncidentId)
            : NudgeAsync(item.IncidentId);

    public Task OnNextAsync(SecurityEscalated item, StreamSequenceToken? token = null) => NudgeAsync(item.EventId);

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        LogDeaf(log, ex, this.GetPrimaryKeyString(), "a stream");
        return Task.CompletedTask;
    }

    private async Task TellAsync(OutsideNews news, string what)
    {
        try
        {
            await Intake.TellAsync(news);
        }
        catch (Exception fault)
        {
            // Repeating it here would hold up the queue for other workspaces; the next drill or backup says more.
            LogDeaf(log, fault, this.GetPrimaryKeyString(), what);
        }
    }

    private async Task NudgeAsync(string what)
    {
        try
        {
            await Intake.NudgeAsync();
        }
        catch (Exception fault)
        {
            LogDeaf(log, fault, this.GetPrimaryKeyString(), what);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The compliance of {Workspace} could not be told of {What}")]
    private static partial void LogDeaf(ILogger log, Exception fault, string workspace, string what);
}
