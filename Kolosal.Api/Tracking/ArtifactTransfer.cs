using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Kolosal.Tracking;

/// <summary>Takes in the bytes of artifacts, and gives them out, as streams: none is held in memory.</summary>
internal sealed class ArtifactTransfer(IGrainFactory grains, IBlobStore blobs, IOptions<TrackingOptions> options)
{
    /// <summary>Stores the body of the request as an artifact of the run.</summary>
    public async Task<Result<RunArtifact>> ReceiveAsync(HttpContext context, ResourceKey run, string path)
    {
        // Before a byte is read: what cannot be kept need not be sent.
        if (await MissingAsync(run) is { } missing) return missing;
        if (!ArtifactPath.IsSound(path))
            return new Refusal(RefusalKind.Invalid, "tracking.bad-path", "An artifact's path is relative, without '.', '..' and empty parts.",
                ImmutableDictionary<string, string>.Empty.Add("path", $"Expected 1 to {ArtifactPath.Longest} characters, parts joined by '/'."));

        long most = options.Value.MaximumArtifactBytes;
        if (context.Request.ContentLength > most)
            return new Refusal(RefusalKind.TooLarge, "tracking.artifact-too-large", $"An artifact has at most {most} bytes.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = most;
        var content = await blobs.PutAsync(run.Workspace, context.Request.Body, context.RequestAborted);
        return await grains.RunArtifacts(run).PutAsync(path, content);
    }

    /// <summary>Why there is no run, and no logged model, of that key; null when there is one.</summary>
    public async Task<Refusal?> MissingAsync(ResourceKey owner) => owner.Id.StartsWith(TrackedRunId.OfModels, StringComparison.Ordinal)
        ? (await grains.LoggedModel(owner).GetAsync()).Refusal : (await grains.TrackedRun(owner).GetAsync()).Refusal;

    /// <summary>The content of an artifact.</summary>
    public async Task<Result<Stream>> OpenAsync(ResourceKey run, string path, CancellationToken cancel)
    {
        var artifact = await grains.RunArtifacts(run).FindAsync(path);
        if (!artifact.Accepted) return artifact.Refusal;
        return await blobs.OpenAsync(artifact.Value.Content!, cancel) is { } content ? content
            : new Refusal(RefusalKind.Gone, "tracking.artifact-gone", "The content of this artifact is no longer stored.");
    }

    /// <summary>Always as bytes to keep: what a client stored is nothing that a browser should show.</summary>
    public static FileStreamHttpResult Answer(Stream content, string path) =>
        TypedResults.Stream(content, "application/octet-stream", path[(path.LastIndexOf('/') + 1)..]);
}
