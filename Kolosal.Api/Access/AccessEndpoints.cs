using System.Diagnostics;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

internal static class AccessEndpoints
{
    private static readonly PathRecord KeyRecord = PathRecord.Of(
        "id", CatalogueKinds.ApiKey, id => Refusal.NotFound("access.no-such-key", $"There is no API key {id}."));

    public static RouteGroupBuilder MapAccess(this IEndpointRouteBuilder routes)
    {
        var security = routes.MapGroup("/api/security").WithTags("Security");

        // The answer holds the secret, which must not be kept for a replay.
        security.MapPost("/api-keys", IssueKey).WithMetadata(new NotReplayable())
            .WithName("CreateApiKey").WithSummary("Makes an API key and shows its text this once; asked again, it makes another.");
        security.MapGet("/api-keys", ListKeys).WithName("ListApiKeys").WithSummary("The keys of the workspace, without their secrets.");
        security.MapGet("/api-keys/{id}", GetKey).WithName("GetApiKey").WithSummary("One key, without its secret.");
        security.MapPost("/api-keys/{id}/rotate", RotateKey).WithMetadata(new NotReplayable()).OfRecord(KeyRecord).WithName("RotateApiKey")
            .WithSummary("Gives a key another secret, shown this once; the one before is accepted for a while longer.");
        security.MapDelete("/api-keys/{id}", RevokeKey).WithName("RevokeApiKey").WithSummary("Ends a key; it bites everywhere within seconds.");

        security.MapPost("/principals", Register).WithName("CreatePrincipal").WithSummary("Makes somebody whom several keys can stand for.");
        security.MapGet("/principals", ListPrincipals).WithName("ListPrincipals").WithSummary("The principals of the workspace.");
        security.MapGet("/principals/{id}", GetPrincipal).WithName("GetPrincipal").WithSummary("One principal.");
        security.MapDelete("/principals/{id}", Disable).WithName("DisablePrincipal").WithSummary("Ends a principal and all its keys.");

        security.MapGet("/sign-ins", ListSignIns).WithName("ListSignIns")
            .WithSummary("Who came in by which door, how often, and with how many factors.");
        security.MapGet("/whoami", WhoIs).WithName("WhoAmI").WithSummary("Workspace, subject, roles and permissions of the caller.");
        security.MapGet("/status", GetStatus).WithName("GetSecurityStatus").WithSummary("What the doors have refused, and what the workspace holds.");
        security.MapGet("/rate-limit/stats", GetRateLimits).WithName("GetRateLimitStats")
            .WithSummary("Limits, admissions and rejections of this process.");
        return security;
    }

    private static async Task<Results<Created<CreatedApiKey>, Problem>> IssueKey(CreateApiKeyRequest request, Caller caller, IGrainFactory grains)
    {
        string id = ApiKeyText.NewId(), secret = ApiKeyText.NewSecret();
        var issue = new ApiKeyIssue(
            request.Name.Trim(), request.PrincipalId, [.. request.Roles.Distinct()], ApiKeyText.Hash(secret), request.ExpiresAt,
            request.Scopes is { } scopes ? [.. scopes.Distinct()] : null);
        var issued = await grains.ApiKey(caller.Workspace, id).IssueAsync(issue);
        return issued.Map(record => new CreatedApiKey(ApiKeyText.Format(caller.Workspace, id, secret), record))
            .ToCreated(_ => $"/api/security/api-keys/{id}");
    }

    private static Task<Listing<ApiKeyRecord>> ListKeys(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<ApiKeyRecord>(catalogue, caller, CatalogueKinds.ApiKey, cancel);

    private static Task<Results<Ok<ApiKeyRecord>, Problem>> GetKey(string id, Caller caller, IGrainFactory grains) =>
        grains.ApiKey(caller.Workspace, id).GetAsync().ToHttp();

    private static async Task<Results<Ok<CreatedApiKey>, Problem>> RotateKey(
        string id, RotateApiKeyRequest request, Caller caller, IGrainFactory grains, ApiKeys keys)
    {
        string secret = ApiKeyText.NewSecret();
        var rotated = await grains.ApiKey(caller.Workspace, id).RotateAsync(
            new(ApiKeyText.Hash(secret), TimeSpan.FromHours(request.OverlapHours)));
        if (rotated.Accepted) keys.Forget(caller.Workspace, id);
        return rotated.Map(record => new CreatedApiKey(ApiKeyText.Format(caller.Workspace, id, secret), record)).ToHttp();
    }

    private static async Task<Results<NoContent, Problem>> RevokeKey(string id, Caller caller, IGrainFactory grains, ApiKeys keys)
    {
        var revoked = await grains.ApiKey(caller.Workspace, id).RevokeAsync();
        if (revoked.Accepted) keys.Forget(caller.Workspace, id);
        return revoked.ToNoContent();
    }

    private static async Task<Results<Created<PrincipalRecord>, Problem>> Register(
        CreatePrincipalRequest request, Caller caller, IGrainFactory grains)
    {
        if (request.Name.Length > 60 || !Workspaces.IsName(request.Name)) return BadName("Expected 1 to 60 of a-z, 0-9, _ and -.");
        return await grains.Principal(caller.Workspace, $"prn_{request.Name}").RegisterAsync([.. request.Roles])
            .ToCreated(principal => $"/api/security/principals/{principal.Id}");
    }

    private static Task<Listing<PrincipalRecord>> ListPrincipals(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<PrincipalRecord>(catalogue, caller, CatalogueKinds.Principal, cancel);

    private static Task<Listing<SignInRecord>> ListSignIns(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<SignInRecord>(catalogue, caller, CatalogueKinds.SignIn, cancel);

    private static Task<Results<Ok<PrincipalRecord>, Problem>> GetPrincipal(string id, Caller caller, IGrainFactory grains) =>
        grains.Principal(caller.Workspace, id).GetAsync().ToHttp();

    private static Task<Results<NoContent, Problem>> Disable(string id, Caller caller, IGrainFactory grains) =>
        grains.Principal(caller.Workspace, id).DisableAsync().ToNoContent();

    private static Ok<WhoAmI> WhoIs(Caller caller) => TypedResults.Ok(new WhoAmI(
        caller.Workspace, caller.Subject, caller.Principal.Roles,
        [.. caller.Principal.Standing().SelectMany(RolePermissions.Of).Distinct().Where(caller.Principal.May).Order(StringComparer.Ordinal)],
        caller.Principal.Narrowed is { } narrowed ? [.. narrowed.SelectMany(role => role.Conditions).Distinct()] : []));

    private static async Task<Ok<SecurityStatus>> GetStatus(
        Caller caller, ICatalogue catalogue, AccessInstruments instruments, RateLimits limits, IOptionsMonitor<AccessOptions> options,
            CancellationToken cancel)
    {
        var all = await catalogue.QueryAsync(new(caller.Workspace, CatalogueKinds.ApiKey, [], Limit: 1), cancel);
        var revoked = await catalogue.QueryAsync(
            new(caller.Workspace, CatalogueKinds.ApiKey, [new("revoked_at", FilterOperator.AtLeast, "0")], Limit: 1), cancel);
        var principals = await catalogue.QueryAsync(new(caller.Workspace, CatalogueKinds.Principal, [], Limit: 1), cancel);
        bool whole = IsOperator(caller);
        return TypedResults.Ok(new SecurityStatus(
            Process.GetCurrentProcess().StartTime.ToUniversalTime(), whole ? instruments.LoginFailures : null, whole ? instruments.Refused : null,
            whole ? instruments.CallsRefused : null, whole ? limits.Stats().Classes.Sum(row => row.Rejected) : null,
            all.Total - revoked.Total, principals.Total, [.. options.CurrentValue.Jwt.Keys.Select(key => key.Kid)],
            new OpenSecurityEvents(
                await CountAsync(CatalogueKinds.SecurityEvent, ("status", "open")),
                await CountAsync(CatalogueKinds.SecurityEvent, ("status", "investigating")),
                await CountAsync(CatalogueKinds.SecurityEvent, ("status", "open"), ("severity", "high")),
                await CountAsync(CatalogueKinds.SecurityEvent, ("status", "open"), ("severity", "critical"))),
            await CountAsync(CatalogueKinds.AccessReview, ("status", "pending")),
            await CountAsync(CatalogueKinds.AccessReview, ("status", "needs_justification"))));

        async Task<long> CountAsync(string kind, params (string Field, string Value)[] filters) => (await catalogue.QueryAsync(
            new(caller.Workspace, kind, [.. filters.Select(filter => new CatalogueFilter(filter.Field, FilterOperator.Equal, filter.Value))],
                Limit: 1),
            cancel)).Total;
    }

    private static Ok<RateLimitStats> GetRateLimits(RateLimits limits, Caller caller) => TypedResults.Ok(limits.Stats(counts: IsOperator(caller)));

    /// <summary>Whether the caller may see what other workspaces have a part in.</summary>
    private static bool IsOperator(Caller caller) => caller.Principal.May(Permission.SystemRead);

    private static Problem BadName(string expected) => new(new Refusal(
        RefusalKind.Invalid, "access.bad-name", "The name cannot be used.", ImmutableDictionary<string, string>.Empty.Add("$.name", expected)));
}
