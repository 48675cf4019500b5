using System.Runtime.CompilerServices;

namespace Kolosal.Learning.Trees;

public class CacheLineTests
{
    [Fact]
    public unsafe void Wherever_the_stack_begins_what_is_used_of_it_begins_with_a_line()
    {
        Span<byte> stack = stackalloc byte[3 * 64];
        for (int from = 0; from < 64; from++)
        {
            var line = CacheLine.Align(stack.Slice(from, 64 + 64));
            Assert.Equal(64, line.Length);
            Assert.Equal(0, (long)Unsafe.AsPointer(ref line[0]) % 64);
            Assert.True(stack.Slice(from, 64 + 64).Overlaps(line, out int at) && at is >= 0 and < 64);
        }
    }
}
