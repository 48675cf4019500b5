using System.ComponentModel.DataAnnotations;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Access;

internal static class RoleEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.Role, NotFound);

    public static RouteGroupBuilder MapRoles(this IEndpointRouteBuilder routes)
    {
        var roles = routes.MapGroup("/api/security/roles").WithTags("Security");
        roles.MapPost("/", Define).WithName("CreateRole").WithSummary("Makes a role of the workspace's own, which narrows a built-in one.");
        roles.MapGet("/", List).WithName("ListRoles").WithSummary("The workspace's own roles.");
        roles.MapGet("/{id}", Get).WithName("GetRole").WithSummary("One role of the workspace's own.");
        roles.MapPut("/{id}", Change).OfRecord(Record).WithName("ChangeRole")
            .WithSummary("Changes what a role grants; it bites everywhere within seconds.");
        roles.MapDelete("/{id}", Retire).WithName("RetireRole").WithSummary("Ends a role: it grants nothing any more to whoever holds it.");
        return roles;
    }

    private static async Task<Results<Created<RoleRecord>, Problem>> Define(
        CreateRoleRequest request, Caller caller, IGrainFactory grains, RoleBook book)
    {
        if (!RoleIds.IsName(request.Name))
            return new Problem(new Refusal(
                RefusalKind.Invalid, "access.bad-role", "The role cannot be defined so.",
                ImmutableDictionary<string, string>.Empty.Add("$.name", "Expected 1 to 60 of a-z, 0-9, _ and -.")));
        string id = RoleIds.Of(request.Name);
        var role = grains.Role(caller.Workspace, id);
        var asked = Definition(request.Base, request.Permissions, request.Conditions, request.Note);

        // A name that is taken is changed at its own address, unless this is the same request again.
        if ((await role.GetAsync()).Value is { } present && !Same(present, asked))
            return new Problem(Refusal.Conflict("access.role-taken", $"There is a role '{request.Name}' already; change it with PUT {id}."));
        var defined = await role.DefineAsync(asked, null);
        book.Forget(caller.Workspace, id);
        return defined.ToCreated(made => $"/api/security/roles/{made.Id}");
    }

    private static Task<Listing<RoleRecord>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<RoleRecord>(catalogue, caller, CatalogueKinds.Role, cancel);

    private static Task<Results<Ok<RoleRecord>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Role(caller.Workspace, id).GetAsync().ToDocument(context, role => role.Revision);

    private static async Task<Results<Ok<RoleRecord>, StatusCodeHttpResult, Problem>> Change(
        string id, ChangeRoleRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains, RoleBook book)
    {
        var changed = await grains.Role(caller.Workspace, id).DefineAsync(
            Definition(request.Base, request.Permissions, request.Conditions, request.Note), ifMatch.Revision);
        book.Forget(caller.Workspace, id);
        return await Task.FromResult(changed).ToDocument(context, role => role.Revision);
    }

    private static async Task<Results<NoContent, Problem>> Retire(string id, Caller caller, IGrainFactory grains, RoleBook book)
    {
        var retired = await grains.Role(caller.Workspace, id).RetireAsync();
        book.Forget(caller.Workspace, id);
        return retired.ToNoContent();
    }

    private static RoleDefinition Definition(string from, string[]? permissions, RoleConditionRequest[]? conditions, string? note) => new(
        from, permissions is null ? null : [.. permissions.Distinct()],
        [.. (conditions ?? []).Select(condition => new RoleCondition(condition.Permission, condition.Attribute, [.. condition.Allowed]))],
        note ?? "");

    private static bool Same(RoleRecord present, RoleDefinition asked) =>
        new NarrowedRole(present.Name, present.Base, present.Permissions, present.Conditions).Equals(
            new NarrowedRole(present.Name, asked.Base, asked.Permissions, asked.Conditions)) && present.Note == asked.Note;

    private static Refusal NotFound(string id) => Refusal.NotFound("access.no-such-role-record", $"There is no role '{id}' in this workspace.");
}

/// <param name="Name">1 to 60 of a–z, 0–9, _ and -, which no built-in role has; the id is <c>rol_{name}</c>.</param>
/// <param name="Base">The built-in role that it narrows.</param>
/// <param name="Permissions">Those of the base that it grants; all of them, when left out.</param>
/// <param name="Conditions">What must hold of a call that needs a permission.</param>
/// <param name="Note">What it is for, at most 2,000 characters.</param>
internal sealed record CreateRoleRequest(
    [property: Length(1, 60)] string Name, [property: Length(1, 60)] string Base, [property: MaxLength(60)] string[]? Permissions = null,
    [property: MaxLength(20)] RoleConditionRequest[]? Conditions = null,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);

/// <param name="Base">The built-in role that it narrows.</param>
/// <param name="Permissions">Those of the base that it grants; all of them, when left out.</param>
/// <param name="Conditions">What must hold of a call that needs a permission.</param>
/// <param name="Note">What it is for, at most 2,000 characters.</param>
internal sealed record ChangeRoleRequest(
    [property: Length(1, 60)] string Base, [property: MaxLength(60)] string[]? Permissions = null,
    [property: MaxLength(20)] RoleConditionRequest[]? Conditions = null,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);

/// <param name="Permission">The permission, e.g. <c>models.promote</c>.</param>
/// <param name="Attribute">model, alias or classification.</param>
/// <param name="Allowed">Names, in which <c>*</c> stands for any characters; of classification the one highest class.</param>
internal sealed record RoleConditionRequest(
    [property: Length(1, 60)] string Permission, [property: Length(1, 60)] string Attribute, [property: Length(1, 50)] string[] Allowed);
