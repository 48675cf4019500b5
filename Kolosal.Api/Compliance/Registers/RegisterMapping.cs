using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Compliance.Registers;

/// <summary>Maps the routes of one register; each kind has its own types in the document.</summary>
/// <typeparam name="TFields">What people write.</typeparam>
/// <typeparam name="TGrain">The grain of the kind.</typeparam>
internal sealed class RegisterMapping<TFields, TGrain>(RegisterKind kind, Func<TFields, string?> idOf)
    where TFields : RegisterFields
    where TGrain : IRegisterGrain<TFields>
{

    /// <param name="routes">Under which it is mapped.</param>
    /// <param name="name">In the names of operations: <c>Risk</c>.</param>
    /// <param name="plural">The same of several: <c>Risks</c>.</param>
    /// <param name="makes">Whether records are made here, and not by a route of their own.</param>
    public RouteGroupBuilder Map(IEndpointRouteBuilder routes, string name, string plural, bool makes = true)
    {
        var record = PathRecord.Of("id", kind.Catalogue, kind.NotFound);
        var group = routes.MapGroup($"/api/compliance/{kind.Path}").WithTags("Registers");

        // Named first: the web framework's analyzer fails on a handler with a parameter of a generic type that it sees mapped.
        Delegate create = Create, change = Change;
        if (makes) group.MapPost("/", create).WithName($"Create{name}").WithSummary($"Makes a record: {kind.Noun}.");
        group.MapGet("/", List).WithName($"List{plural}").WithSummary($"Records of the kind {kind.Noun}, by status, author, due date and fields.");
        group.MapGet("/{id}", Get).WithName($"Get{name}").WithSummary($"One record of the kind {kind.Noun}, with its deadlines and history.");
        group.MapPatch("/{id}", change).OfRecord(record).WithName($"Change{name}")
            .WithSummary("Changes the fields that are given; what is null or left out stays.");
        group.MapPatch("/{id}/status", Move).OfRecord(record).WithName($"Move{name}")
            .WithSummary("Takes it to another status of its transition table.");
        group.MapPost("/{id}/decisions", Decide).OfRecord(record).WithName($"Decide{name}")
            .WithSummary("Approves, rejects or confirms it; by somebody who did not write it.");
        return group;
    }

    private async Task<Results<Created<Registered<TFields>>, Problem>> Create(
        TFields fields, CommandKey command, Caller caller, IGrainFactory grains)
    {
        string id = idOf(fields) ?? command.Name(kind.Prefix);
        if (!RouteNames.IsSoundKey(id)) return new Problem(Refusal.Unprocessable("registers.misnamed", $"Nothing can be called '{id}'."));
        return await grains.Register<TGrain>(caller.Workspace, id).CreateAsync(fields)
            .ToCreated(made => $"/api/compliance/{kind.Path}/{made.Id}");
    }

    private Task<Listing<Registered<TFields>>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<Registered<TFields>>(catalogue, caller, kind.Catalogue, cancel);

    private Task<Results<Ok<Registered<TFields>>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Register<TGrain>(caller.Workspace, id).GetAsync().ToDocument(context, found => found.Revision);

    private Task<Results<Ok<Registered<TFields>>, StatusCodeHttpResult, Problem>> Change(
        string id, TFields change, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Register<TGrain>(caller.Workspace, id).ChangeAsync(change, ifMatch.Revision).ToDocument(context, changed => changed.Revision);

    private Task<Results<Ok<Registered<TFields>>, StatusCodeHttpResult, Problem>> Move(
        string id, RegisterStepRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Register<TGrain>(caller.Workspace, id).MoveAsync(new(request.Status, request.Note ?? "", ifMatch.Revision))
            .ToDocument(context, moved => moved.Revision);

    private Task<Results<Ok<Registered<TFields>>, StatusCodeHttpResult, Problem>> Decide(
        string id, RegisterStepRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Register<TGrain>(caller.Workspace, id).DecideAsync(new(request.Status, request.Note ?? "", ifMatch.Revision))
            .ToDocument(context, decided => decided.Revision);
}
