using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Security;

internal static class SecretEndpoints
{
    private const string Prefix = "rot";

    private const int MostDays = 3_660, DueWithinDays = 14;

    public static RouteGroupBuilder MapSecrets(this IEndpointRouteBuilder routes)
    {
        var security = routes.MapGroup("/api/security").WithTags("Secrets");
        security.MapPost("/secrets/{name}/rotate", Rotate).WithName("RotateSecret")
            .WithSummary("Rotates the installation's master key: what it wrapped is wrapped anew while the server serves.");
        security.MapPost("/secret-rotations",
            Note).WithName("NoteSecretRotation").WithSummary("Notes the rotation of a secret that is kept elsewhere.");
        security.MapGet("/secret-rotations", List).WithName("ListSecretRotations").WithSummary("Rotations by name, type and outcome.");
        security.MapGet("/secret-rotations/due", ListDue).WithName("ListDueSecrets")
            .WithSummary("Secrets whose rotation is due within ?within_days=, 14 when left out; overdue ones first.");
        security.MapGet("/secret-rotations/{id}", Get).WithName("GetSecretRotation").WithSummary("One rotation.");
        return security;
    }

    private static Task<Results<Ok<SecretRotation>, Problem>> Rotate(
        string name, CommandKey command, Caller caller, IGrainFactory grains) =>
        grains.SecretDesk(caller.Workspace).RotateAsync(command.Name(Prefix), name).ToHttp();

    private static async Task<Results<Created<SecretRotation>, Problem>> Note(
        NoteRotationRequest request, CommandKey command, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (request.RotatedAt > now)
            return new Problem(new Refusal(RefusalKind.Invalid, "secrets.bad-report", "The rotation cannot be noted.",
                ImmutableDictionary<string, string>.Empty.Add("$.rotated_at", "Expected a time that has come.")));
        return await grains.SecretDesk(caller.Workspace).NoteAsync(new(
            command.Name(Prefix), request.Name.Trim(), request.Type, request.Outcome, (request.RotatedAt ?? now).ToUniversalTime(), request.EveryDays,
            request.Note?.Trim() ?? "")).ToCreated(rotation => $"/api/security/secret-rotations/{rotation.Id}");
    }

    private static Task<Listing<SecretRotation>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<SecretRotation>(catalogue, caller, CatalogueKinds.SecretRotation, cancel);

    private static Task<Results<Ok<SecretRotation>, Problem>> Get(string id, Caller caller, IGrainFactory grains) =>
        grains.SecretDesk(caller.Workspace).GetAsync(id).ToHttp();

    private static async Task<Results<Ok<DueSecrets>, Problem>> ListDue(Caller caller, IGrainFactory grains, int within_days = DueWithinDays) =>
        within_days is < 0 or > MostDays
            ? new Problem(new Refusal(RefusalKind.Invalid, "secrets.bad-period", "The period cannot be looked at.",
                ImmutableDictionary<string, string>.Empty.Add("within_days", $"Expected 0 to {MostDays}.")))
            : TypedResults.Ok(new DueSecrets(await grains.SecretDesk(caller.Workspace).GetDueAsync(within_days)));

    /// <param name="Items">Overdue ones first.</param>
    private sealed record DueSecrets(ImmutableArray<DueSecret> Items);
}

/// <param name="Name">The secret's name, 1 to 100 characters; never the secret.</param>
/// <param name="Type">api_key, oauth_token, database_password or encryption_key.</param>
/// <param name="Outcome">success, failed or partial.</param>
/// <param name="RotatedAt">When; now, when left out.</param>
/// <param name="EveryDays">Days until the next one is due, 1 to 3,660; when left out what it was, or 90, for OAuth tokens 180, for encryption keys
/// 365.
/// </param>
/// <param name="Note">In words, at most 2,000 characters.</param>
internal sealed record NoteRotationRequest(
    [property: JsonRequired, Length(1, 100)] string Name, [property: JsonRequired] SecretType Type, [property: JsonRequired] RotationOutcome Outcome,
    DateTimeOffset? RotatedAt = null, [property: Range(1, 3_660)] int? EveryDays = null,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);
