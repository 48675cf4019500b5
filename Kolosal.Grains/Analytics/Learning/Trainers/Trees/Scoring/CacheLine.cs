using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kolosal.Learning.Trees;

/// <summary>Memory of the stack that begins with a line of the cache.</summary>
/// <remarks>The codes of a block of rows are one line. The stack begins wherever it happens to, and where each block lay across two lines every
/// look at one would cost twice the time, in some processes and not in others.</remarks>
internal static class CacheLine
{
    /// <summary>Bytes of a line, and what <see cref="Align"/> needs beyond what is asked for.</summary>
    public const int Bytes = 64;

    /// <summary>The part of some bytes of the stack that begins with a line; one line shorter than they are.</summary>
    public static unsafe Span<byte> Align(Span<byte> stack)
    {
        int into = (int)((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(stack)) % Bytes);
        return stack.Slice((Bytes - into) % Bytes, stack.Length - Bytes);
    }
}
