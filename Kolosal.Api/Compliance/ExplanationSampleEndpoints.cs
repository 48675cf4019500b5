using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Compliance;

/// <summary>Daily samples of explained predictions.</summary>
internal static class ExplanationSampleEndpoints
{
    public static void MapExplanationSamples(this IEndpointRouteBuilder routes)
    {
        var samples = routes.MapGroup("/api/compliance/explanation-samples").WithTags("Compliance");
        samples.MapGet("/", List).WithName("ListExplanationSamples")
            .WithSummary("Samples of each model's explained predictions over 30 days: additivity error, times, stability, faults.");
        samples.MapGet("/{model_id}", Get).OfRecord(ModelRecords.ByName).WithName("GetExplanationSamples").WithSummary("The samples of one model.");
        samples.MapPost("/{model_id}", Draw).OfRecord(ModelRecords.ByName).WithName("DrawExplanationSample")
            .WithSummary("Explains the newest logged predictions of a model now, beside the daily sample.");
    }

    private static Task<Listing<ExplanationSamples>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<ExplanationSamples>(catalogue, caller, CatalogueKinds.ExplanationSample, cancel);

    private static Task<Results<Ok<ExplanationSamples>, Problem>> Get(string model_id, Caller caller, IGrainFactory grains) =>
        grains.ExplanationSample(new(caller.Workspace, caller.Key(model_id).Id)).GetAsync().ToHttp();

    private static Task<Results<Ok<ExplanationSamples>, Problem>> Draw(string model_id, CommandKey command, Caller caller, IGrainFactory grains) =>
        grains.ExplanationSample(new(caller.Workspace, caller.Key(model_id).Id)).DrawAsync(command.Text).ToHttp();
}
