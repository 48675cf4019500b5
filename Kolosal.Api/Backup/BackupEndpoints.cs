using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Backup;

internal static class BackupEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.Backup, BackupLifecycle.NotFound);

    public static RouteGroupBuilder MapBackup(this IEndpointRouteBuilder routes)
    {
        var backup = routes.MapGroup("/api/backup").WithTags("Backup");
        backup.MapPost("/backups", Start).WithName("StartBackup")
            .WithSummary("Takes a backup of the installation, or notes that an outside tool takes one.");
        backup.MapGet("/backups", List).WithName("ListBackups").WithSummary("Backups by type, status, external and base.");
        backup.MapGet("/backups/{id}", Get).WithName("GetBackup").WithSummary("One backup with what it holds and its last restore.");
        backup.MapPatch("/backups/{id}/complete", Complete).OfRecord(Record).WithName("CompleteBackup")
            .WithSummary("An outside tool reports that its backup is whole.");
        backup.MapPatch("/backups/{id}/fail", Fail).OfRecord(Record).WithName("FailBackup")
            .WithSummary("An outside tool reports that its backup failed.");
        backup.MapPost("/backups/{id}/verify", Verify).OfRecord(Record).WithName("VerifyBackup")
            .WithSummary("Reads every byte of a backup back and compares; one that is not whole becomes failed.");
        backup.MapPost("/backups/{id}/restore", Restore).OfRecord(Record).WithName("RestoreBackup")
            .WithSummary("Restores into a new folder that no server uses, or notes that an outside tool restores.");
        backup.MapPatch("/backups/{id}/restore/complete", CompleteRestore).OfRecord(Record).WithName("CompleteRestore")
            .WithSummary("An outside tool reports how its restore ended.");
        backup.MapPost("/drills", StartDrill).WithName("StartRestoreDrill")
            .WithSummary("Restores a backup into a shadow and compares predictions, audit roots and counts.");
        backup.MapGet("/drills", ListDrills).WithName("ListRestoreDrills").WithSummary("Restore drills by backup and status.");
        backup.MapGet("/drills/{id}", GetDrill).WithName("GetRestoreDrill").WithSummary("One drill with what was measured and compared.");
        backup.MapGet("/schedule", GetSchedule).WithName("GetBackupSchedule").WithSummary("When backups and drills are made by themselves.");
        backup.MapPut("/schedule", SetSchedule).WithName("SetBackupSchedule")
            .WithSummary("Sets when backups and drills are made by themselves, and how long backups are kept.");
        return backup;
    }

    private static async Task<Results<Accepted<BackupReport>, Problem>> Start(
        StartBackupRequest request, CommandKey command, Caller caller, IGrainFactory grains) =>
        request.Refuse() is { } refusal ? new Problem(refusal)
            : await grains.BackupDesk(caller.Workspace).StartAsync(command.Name("bk"), request.ToRequest())
                .ToAccepted(backup => $"/api/backup/backups/{backup.Id}");

    private static Task<Listing<BackupReport>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<BackupReport>(catalogue, caller, CatalogueKinds.Backup, cancel);

    private static Task<Results<Ok<BackupReport>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Backup(caller.Workspace, id).GetAsync().ToDocument(context, backup => backup.Revision);

    private static async Task<Results<Ok<BackupReport>, Problem>> Complete(
        string id, CompleteBackupRequest request, Caller caller, IGrainFactory grains, TimeProvider clock) =>
        request.Refuse(clock.GetUtcNow()) is { } refusal ? new Problem(refusal)
            : await grains.Backup(caller.Workspace, id).CompleteAsync(request.ToCompletion()).ToHttp();

    private static Task<Results<Ok<BackupReport>, Problem>> Fail(string id, FailBackupRequest request, Caller caller, IGrainFactory grains) =>
        grains.Backup(caller.Workspace, id).FailAsync(request.Reason.Trim()).ToHttp();

    private static Task<Results<Accepted<BackupReport>, Problem>> Verify(string id, Caller caller, IGrainFactory grains) =>
        grains.Backup(caller.Workspace, id).VerifyAsync().ToAccepted(backup => $"/api/backup/backups/{backup.Id}");

    private static Task<Results<Accepted<BackupReport>, Problem>> Restore(
        string id, RestoreBackupRequest request, CommandKey command, Caller caller, IGrainFactory grains) =>
        grains.Backup(caller.Workspace, id).RestoreAsync(new(command.Text, request.Into?.Trim() ?? command.Name("restored")))
            .ToAccepted(backup => $"/api/backup/backups/{backup.Id}");

    private static Task<Results<Ok<BackupReport>, Problem>> CompleteRestore(
        string id, CompleteRestoreRequest request, Caller caller, IGrainFactory grains) =>
        grains.Backup(caller.Workspace, id).CompleteRestoreAsync(new(string.IsNullOrWhiteSpace(request.Failure) ? null : request.Failure.Trim()))
            .ToHttp();

    private static Task<Results<Accepted<RestoreDrillReport>, Problem>> StartDrill(
        StartDrillRequest request, CommandKey command, Caller caller, IGrainFactory grains) =>
        grains.BackupDesk(caller.Workspace).StartDrillAsync(command.Name("drill"), request.BackupId)
            .ToAccepted(drill => $"/api/backup/drills/{drill.Id}");

    private static Task<Listing<RestoreDrillReport>> ListDrills(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<RestoreDrillReport>(catalogue, caller, CatalogueKinds.RestoreDrill, cancel);

    private static Task<Results<Ok<RestoreDrillReport>, StatusCodeHttpResult, Problem>> GetDrill(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.RestoreDrill(caller.Workspace, id).GetAsync().ToDocument(context, drill => drill.Revision);

    private static Task<Results<Ok<BackupScheduleReport>, StatusCodeHttpResult, Problem>> GetSchedule(
        HttpContext context, Caller caller, IGrainFactory grains) =>
        AcceptedAsync(grains.BackupDesk(caller.Workspace).GetScheduleAsync()).ToDocument(context, schedule => schedule.Revision);

    private static Task<Results<Ok<BackupScheduleReport>, StatusCodeHttpResult, Problem>> SetSchedule(
        SetBackupScheduleRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.BackupDesk(caller.Workspace).SetScheduleAsync(request.ToSchedule(), ifMatch.Revision)
            .ToDocument(context, schedule => schedule.Revision);

    private static async Task<Result<T>> AcceptedAsync<T>(Task<T> pending) => await pending;
}
