import requests
import json
import socketio

# REST API调用
def get_user_stats(limit=100, offset=0):
    url = "http://hadoop105:5001/api/user_stats"
    params = {"limit": limit, "offset": offset}
    
    try:
        response = requests.get(url, params=params)
        response.raise_for_status()
        return response.json()
    except requests.exceptions.RequestException as e:
        print(f"API调用失败: {e}")
        return None

# WebSocket客户端
def websocket_client():
    sio = socketio.Client()
    
    @sio.event
    def connect():
        print("Connected to server")
        sio.emit('request_charts', {})
    
    @sio.on('update_charts')
    def on_update_charts(data):
        print("收到图表更新:", json.dumps(data, indent=2))
    
    @sio.event
    def disconnect():
        print("Disconnected from server")
    
    try:
        sio.connect('http://hadoop105:5001')
        sio.wait()
    except Exception as e:
        print(f"WebSocket连接失败: {e}")

# 使用示例
if __name__ == "__main__":
    # 查询用户统计数据
    stats = get_user_stats(limit=50)
    if stats and stats['code'] == 0:
        print(f"查询到 {len(stats['data'])} 条记录")
    
    # 连接WebSocket
    websocket_client()
