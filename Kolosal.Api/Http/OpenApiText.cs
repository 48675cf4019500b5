using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Kolosal.Http;

/// <summary>The OpenAPI document as it goes out. Routes do not change while a process lives, so it is made once, when somebody first asks.</summary>
/// <remarks>
/// It names no server: paths are relative to where it was read, whatever the host was called. Making it takes seconds of a busy machine and goes on
/// when who asked has left, so that whoever asks again finds it.
/// </remarks>
internal sealed class OpenApiText([FromKeyedServices(OpenApi.Document)] IOpenApiDocumentProvider documents)
{
    private readonly Lock gate = new();
    private Task<Made>? making;

    /// <summary>The document with its entity tag; 304 for who has it.</summary>
    public async Task<FileContentHttpResult> AnswerAsync(CancellationToken cancel)
    {
        var (bytes, tag) = await Making().WaitAsync(cancel);
        return TypedResults.Bytes(bytes, "application/json;charset=utf-8", entityTag: new EntityTagHeaderValue(tag));
    }

    private Task<Made> Making()
    {
        lock (gate) return making is null or { IsFaulted: true } ? making = Task.Run(MakeAsync) : making;
    }

    private async Task<Made> MakeAsync()
    {
        var document = await documents.GetOpenApiDocumentAsync();
        document.Servers?.Clear();
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1);
        byte[] bytes = text.ToArray();
        return new(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
    }

    private sealed record Made(byte[] Bytes, string Tag);
}
