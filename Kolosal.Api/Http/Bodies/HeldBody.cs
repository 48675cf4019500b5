using Microsoft.AspNetCore.Http.Features;

namespace Kolosal.Http;

/// <summary>One request's body, read whole; accounted for in the budget until it is released.</summary>
/// <remarks>Room is taken as the body arrives, not as it is announced: who announces much and sends little holds little.</remarks>
internal sealed class HeldBody(BodyBudget budget)
{
    private const int FirstBytes = 16 << 10;

    private long taken;

    /// <param name="context">Of the request.</param>
    /// <param name="most">Most bytes; a larger body is 413 before more of it is read.</param>
    /// <exception cref="ProblemException">413 or 503.</exception>
    public async Task<ArraySegment<byte>> ReadAsync(HttpContext context, long most)
    {
        var request = context.Request;

        // With an Idempotency-Key it was read already.
        if (request.Body is MemoryStream memory && memory.TryGetBuffer(out var buffered))
            return buffered.Count <= most ? buffered : throw TooLarge(most);
        if (request.ContentLength > most) throw TooLarge(most);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size && (size.MaxRequestBodySize ?? long.MaxValue) > most)
            size.MaxRequestBodySize = most;

        long whole = request.ContentLength ?? long.MaxValue;
        byte[] bytes = Take((int)Math.Min(FirstBytes, whole));
        int length = 0;
        for (int read; (read = await request.Body.ReadAsync(bytes.AsMemory(length), context.RequestAborted)) > 0;)
        {
            length += read;
            if (length > most) throw TooLarge(most);
            if (length < bytes.Length || length == whole) continue;
            byte[] larger = Take((int)Math.Min(Math.Min(2L * length, whole), Array.MaxLength));
            bytes.CopyTo(larger, 0);
            bytes = larger;
        }
        return new(bytes, 0, length);
    }

    public void Release()
    {
        budget.Give(taken);
        taken = 0;
    }

    private byte[] Take(int bytes)
    {
        budget.Take(bytes);
        taken += bytes;
        return new byte[bytes];
    }

    private static ProblemException TooLarge(long most) => new(new(
        413, "request.too-large", $"The body is larger than this route takes, which is {most} bytes. Send less."));
}
