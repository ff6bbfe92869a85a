package io.tidelake.bench.fanout;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The peer, a process of its own: the least that can be done to send the same frames to everybody.
 * No state, no Kafka, no conflation, no limits; the first request of a connection is answered as
 * the WebSocket handshake that it is taken for.
 *
 * <p>Arguments: port, file with the text of a frame, frames a second. Ends with its standard input.
 */
public final class NettyBroadcast {

  private static final int MAX_PENDING = 64 * 1024 * 1024;

  private NettyBroadcast() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    String frame = Files.readString(Path.of(arguments[1]));
    long periodMicros = 1_000_000 / Long.parseLong(arguments[2]);
    serve(port, frame, periodMicros);
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Whoever started us is still there.
    }
    System.exit(0);
  }

  /**
   * Broadcasts until the channel's event loop is shut down.
   *
   * @param port 0: any
   */
  static Channel serve(int port, String frame, long periodMicros) throws InterruptedException {
    EventLoopGroup loop = new NioEventLoopGroup(1);
    List<Channel> clients = new ArrayList<>();
    Channel server =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Handshake(clients));
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", port))
            .sync()
            .channel();
    loop.scheduleAtFixedRate(
        () -> broadcast(clients, frame, periodMicros),
        periodMicros - Stamp.micros() % periodMicros,
        periodMicros,
        TimeUnit.MICROSECONDS);
    return server;
  }

  private static void broadcast(List<Channel> clients, String frame, long periodMicros) {
    long due = Stamp.micros() / periodMicros * periodMicros;
    ByteBuf bytes = Unpooled.wrappedBuffer(Stamp.frame(Stamp.put(frame, due)));
    clients.removeIf(client -> !client.isActive());
    for (Channel client : clients) {
      if (client.unsafe().outboundBuffer() != null
          && client.unsafe().outboundBuffer().totalPendingWriteBytes() < MAX_PENDING) {
        client.writeAndFlush(bytes.retainedDuplicate());
      }
    }
    bytes.release();
  }

  private static final class Handshake extends ChannelInboundHandlerAdapter {
    private final List<Channel> clients;
    private final StringBuilder request = new StringBuilder();

    Handshake(List<Channel> clients) {
      this.clients = clients;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      request.append(bytes.toString(US_ASCII));
      bytes.release();
      if (request.indexOf("\r\n\r\n") >= 0) {
        request.setLength(0);
        context.writeAndFlush(
            Unpooled.copiedBuffer(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\n\r\n",
                US_ASCII));
        clients.add(context.channel());
        context.pipeline().remove(this);
      }
    }
  }
}
