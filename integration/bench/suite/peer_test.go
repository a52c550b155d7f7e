package suite

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/flowcept/flowcept-go/integration/bench/calls"
)

// BenchmarkPeer has what others write of a call: the values used and generated, as a span or as a line of JSON, thrown away.
func BenchmarkPeer(b *testing.B) {
	b.Run("otel_batch", func(b *testing.B) {
		span(b, sdktrace.WithBatcher(discard{}, sdktrace.WithMaxQueueSize(1<<16)))
	})
	b.Run("otel_no_processor", func(b *testing.B) { span(b) })
	b.Run("otel_never_sampled", func(b *testing.B) { span(b, sdktrace.WithSampler(sdktrace.NeverSample())) })
	b.Run("zerolog", func(b *testing.B) {
		l := zerolog.New(io.Discard).With().Timestamp().Logger()
		parallel(b, times(func(x int, name string, lr float64) int {
			y := calls.Plain(x, name, lr)
			l.Info().Int("x", x).Str("name", name).Float64("lr", lr).Int("y", y).Msg("work")
			return y
		}))
	})
	b.Run("zap", func(b *testing.B) {
		encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
		l := zap.New(zapcore.NewCore(encoder, zapcore.AddSync(io.Discard), zap.InfoLevel))
		parallel(b, times(func(x int, name string, lr float64) int {
			y := calls.Plain(x, name, lr)
			l.Info("work", zap.Int("x", x), zap.String("name", name), zap.Float64("lr", lr), zap.Int("y", y))
			return y
		}))
	})
	b.Run("slog", func(b *testing.B) {
		l := slog.New(slog.NewJSONHandler(io.Discard, nil))
		ctx := context.Background()
		parallel(b, times(func(x int, name string, lr float64) int {
			y := calls.Plain(x, name, lr)
			l.LogAttrs(ctx, slog.LevelInfo, "work", slog.Int("x", x), slog.String("name", name), slog.Float64("lr", lr), slog.Int("y", y))
			return y
		}))
	})
}

// span measures a call traced by a provider with the options.
func span(b *testing.B, options ...sdktrace.TracerProviderOption) {
	provider := sdktrace.NewTracerProvider(options...)
	tracer := provider.Tracer("bench")
	ctx := context.Background()
	parallel(b, times(func(x int, name string, lr float64) int {
		_, s := tracer.Start(ctx, "work")
		s.SetAttributes(attribute.Int("x", x), attribute.String("name", name), attribute.Float64("lr", lr))
		y := calls.Plain(x, name, lr)
		s.SetAttributes(attribute.Int("y", y))
		s.End()
		return y
	}))
	if err := provider.Shutdown(ctx); err != nil {
		b.Error(err)
	}
}

// discard is an exporter that costs nothing.
type discard struct{}

func (discard) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error { return nil }
func (discard) Shutdown(context.Context) error                             { return nil }
