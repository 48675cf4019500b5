using System.Reflection;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kolosal.Explanations;

/// <summary>An answer, as the OpenAPI document shows it.</summary>
/// <param name="ModelId">The version that was explained, <c>name:version</c>.</param>
/// <param name="PackageSha256">What exactly it is.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="Result">The report of that kind.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="ComputeMs">Computing time.</param>
internal sealed record Explained<T>(
    string ModelId, string PackageSha256, string Kind, T Result, ImmutableArray<string> Notes, double ComputeMs);

/// <summary>Sends the document as the silo wrote it.</summary>
/// <typeparam name="T">The report that it holds.</typeparam>
internal sealed class ExplanationJson<T>(string json) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext context) => Results.Text(json, "application/json").ExecuteAsync(context);

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Explained<T>), ["application/json"]));
}
